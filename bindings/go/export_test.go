package pulsarws

// KnownHandles is how many handles the client remembers.
func KnownHandles(c *Client) int {
	c.events.origins.lock.Lock()
	defer c.events.origins.lock.Unlock()
	return len(c.events.origins.known)
}
