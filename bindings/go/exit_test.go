package pulsarws_test

func leaveWithLiveHandles() {}
