package pulsarws

// WaitingForRoom is how many sends wait for room in the producer's queue.
func WaitingForRoom(p *Producer) int {
	p.room.lock.Lock()
	defer p.room.lock.Unlock()
	return p.room.line.Len()
}

// KnownHandles is how many handles the client remembers.
func KnownHandles(c *Client) int {
	c.events.origins.lock.Lock()
	defer c.events.origins.lock.Unlock()
	return len(c.events.origins.known)
}
