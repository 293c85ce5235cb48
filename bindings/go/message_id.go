package pulsarws

// #include "native.h"
import "C"

import "unsafe"

// MessageID is a message's place in its topic. It is a value: copy it, keep it,
// use it as a key of a map. The zero value is no id.
//
// Two ids of one message may differ in what they say beside the place: ask
// Compare, not ==, whether two from different servers are the same.
type MessageID struct {
	serialized string
}

// Where a reader may start.
var (
	// Earliest stands before the first message of a topic.
	Earliest = takeID(C.pwsgo_id_earliest())
	// Latest stands behind the last message of a topic.
	Latest = takeID(C.pwsgo_id_latest())
)

// ParseMessageID reads what MarshalBinary wrote, or the serialize of a native
// Pulsar client. What is no id is ErrInvalidArgument.
func ParseMessageID(data []byte) (MessageID, error) {
	if len(data) == 0 {
		return MessageID{}, newError(StatusInvalidArgument, "no bytes are no message id")
	}
	outcome := C.pwsgo_id_check(unsafe.Pointer(&data[0]), C.size_t(len(data)))
	if outcome.status != C.PWS_OK {
		return MessageID{}, takeError(outcome.status, outcome.error)
	}
	return MessageID{string(data)}, nil
}

// MarshalBinary gives the bytes that the native Pulsar clients' deserialize
// reads, and ParseMessageID. Of the zero value it gives none.
func (id MessageID) MarshalBinary() ([]byte, error) {
	return []byte(id.serialized), nil
}

// UnmarshalBinary sets the id to what ParseMessageID reads, or to the zero
// value where there are no bytes.
func (id *MessageID) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		*id = MessageID{}
		return nil
	}
	parsed, err := ParseMessageID(data)
	if err == nil {
		*id = parsed
	}
	return err
}

// IsZero says whether this is no id.
func (id MessageID) IsZero() bool { return id.serialized == "" }

// Ledger is the ledger that the message is stored in; -1 of the zero value.
func (id MessageID) Ledger() int64 { return int64(id.numbers().ledger) }

// Entry is the message's entry in its ledger; -1 of the zero value.
func (id MessageID) Entry() int64 { return int64(id.numbers().entry) }

// Partition is the topic's partition, -1 where it has none.
func (id MessageID) Partition() int32 { return int32(id.numbers().partition) }

// BatchIndex is the message's place in its batch, -1 where it was in none.
func (id MessageID) BatchIndex() int32 { return int32(id.numbers().batch_index) }

// Compare is less than, equal to or greater than 0 as this id stands before, at
// or behind the other, which means something within one partition.
func (id MessageID) Compare(other MessageID) int {
	a, aSize := id.bytes()
	b, bSize := other.bytes()
	return int(C.pwsgo_id_compare(a, aSize, b, bSize))
}

// String gives "ledger:entry:partition:batch", as the native clients do; "" of
// the zero value.
func (id MessageID) String() string {
	var buffer [96]C.char
	data, size := id.bytes()
	length := C.pwsgo_id_print(data, size, &buffer[0], C.size_t(len(buffer)))
	return C.GoStringN(&buffer[0], C.int(length))
}

func (id MessageID) numbers() C.pwsgo_id_numbers {
	data, size := id.bytes()
	return C.pwsgo_id_read(data, size)
}

// bytes is the serialized id where C can read it, a copy.
func (id MessageID) bytes() (unsafe.Pointer, C.size_t) {
	if id.serialized == "" {
		return nil, 0
	}
	data := []byte(id.serialized)
	return unsafe.Pointer(&data[0]), C.size_t(len(data))
}

func takeID(id C.pwsgo_id) MessageID {
	return idOf(&id)
}

func idOf(id *C.pwsgo_id) MessageID {
	if id.size == 0 || id.size > C.PWSGO_ID_SIZE {
		return MessageID{}
	}
	return MessageID{string(unsafe.Slice((*byte)(unsafe.Pointer(&id.bytes)), int(id.size)))}
}
