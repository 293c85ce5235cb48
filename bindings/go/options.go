package pulsarws

/*
#include "native.h"
#include <stdlib.h>
*/
import "C"

import (
	"strconv"
	"time"
	"unsafe"
)

// A ClientOption sets something about a client: NewClient.
type ClientOption interface {
	setClient(*clientSettings) error
}

// A ProducerOption sets something about a producer: Client.CreateProducer.
type ProducerOption interface {
	setProducer(*producerSettings) error
}

// A ConsumerOption sets something about a consumer: Client.Subscribe.
type ConsumerOption interface {
	setConsumer(*consumerSettings) error
}

// A ReaderOption sets something about a reader: Client.CreateReader.
type ReaderOption interface {
	setReader(*readerSettings) error
}

// A ConsumerAndReaderOption sets something that consumers and readers both
// have.
type ConsumerAndReaderOption interface {
	ConsumerOption
	ReaderOption
}

// An AnyOption fits a client, a producer, a consumer and a reader.
type AnyOption interface {
	ClientOption
	ProducerOption
	ConsumerOption
	ReaderOption
}

// Option sets an option by its name, "receiverQueueSize" for instance, to a
// value as text: numbers in decimal, booleans as "true" or "false". It is for
// what a later library has and this package has no function for. An unknown
// name is ErrUnknownOption, a value out of range ErrInvalidOptionValue.
// "eventDelivery" is this package's own and refused.
func Option(name, value string) AnyOption { return anySetting{name, value} }

// OptionsFile sets options from a file of lines "name=value". Empty lines and
// lines that begin with '#' are skipped. What is wrong in it is ErrFile,
// ErrUnknownOption or ErrInvalidOptionValue, whose message names file and line.
func OptionsFile(path string) AnyOption { return optionsFile(path) }

// ClientConf sets client options from the client.conf of a Pulsar installation:
// the service's URL (used where NewClient is given none), authentication and
// TLS. What the file asks for and this library has not is ErrNotSupported.
func ClientConf(path string) ClientOption { return clientConf(path) }

// DumpClientOptions gives all options of a client with the values that hold
// after these, one "name=value" a line, as OptionsFile reads them. Options
// without a value and secrets, shown as "***", stand in comments.
func DumpClientOptions(options ...ClientOption) (string, error) {
	settings := clientSettings{settings: newSettings(C.PWS_OPTIONS_CLIENT)}
	defer settings.free()
	for _, option := range options {
		if err := option.setClient(&settings); err != nil {
			return "", err
		}
	}
	return settings.dump()
}

// DumpProducerOptions is DumpClientOptions for a producer's.
func DumpProducerOptions(options ...ProducerOption) (string, error) {
	settings := producerSettings{settings: newSettings(C.PWS_OPTIONS_PRODUCER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setProducer(&settings); err != nil {
			return "", err
		}
	}
	return settings.dump()
}

// DumpConsumerOptions is DumpClientOptions for a consumer's.
func DumpConsumerOptions(options ...ConsumerOption) (string, error) {
	settings := consumerSettings{newSettings(C.PWS_OPTIONS_CONSUMER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setConsumer(&settings); err != nil {
			return "", err
		}
	}
	return settings.dump()
}

// DumpReaderOptions is DumpClientOptions for a reader's.
func DumpReaderOptions(options ...ReaderOption) (string, error) {
	settings := readerSettings{settings: newSettings(C.PWS_OPTIONS_READER)}
	defer settings.free()
	for _, option := range options {
		if err := option.setReader(&settings); err != nil {
			return "", err
		}
	}
	return settings.dump()
}

// What options are collected in until the handle is made.
type (
	settings struct{ native *C.pws_options }

	clientSettings struct {
		settings
		handlers
	}
	producerSettings struct {
		settings
		unawaited func(Receipt, error)
	}
	consumerSettings struct{ settings }
	readerSettings   struct {
		settings
		gap func()
	}
)

func newSettings(kind C.int32_t) settings {
	return settings{C.pws_options_new(kind)}
}

func (s settings) free() { C.pws_options_free(s.native) }

func (s settings) set(name, value string) error {
	if name == "eventDelivery" {
		return newError(StatusInvalidOptionValue,
			"the option eventDelivery is poll, and not to be set")
	}
	return s.put(name, value)
}

func (s settings) put(name, value string) error {
	cName, cValue := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(cName))
	defer C.free(unsafe.Pointer(cValue))
	var failure *C.pws_error
	status := C.pws_options_set(s.native, cName, cValue, &failure)
	return takeError(status, failure)
}

func (s settings) get(name string) string {
	cName := C.CString(name)
	defer C.free(unsafe.Pointer(cName))
	var value *C.char
	if C.pws_options_get(s.native, cName, &value, nil) != C.PWS_OK || value == nil {
		return ""
	}
	return C.GoString(value)
}

func (s settings) load(path string) error {
	cPath := C.CString(path)
	defer C.free(unsafe.Pointer(cPath))
	var failure *C.pws_error
	status := C.pws_options_load_file(s.native, cPath, &failure)
	return takeError(status, failure)
}

func (s settings) dump() (string, error) {
	var text *C.pws_text
	var failure *C.pws_error
	if status := C.pws_options_dump(s.native, &text, &failure); status != C.PWS_OK {
		return "", takeError(status, failure)
	}
	return takeText(text), nil
}

// takeText makes a string of the library's text, which it frees.
func takeText(text *C.pws_text) string {
	defer C.pws_text_free(text)
	return C.GoStringN(C.pws_text_get(text), C.int(C.pws_text_size(text)))
}

// A setting of each kind, as the generated functions make them.
type (
	clientSetting         struct{ name, value string }
	producerSetting       struct{ name, value string }
	consumerSetting       struct{ name, value string }
	readerSetting         struct{ name, value string }
	consumerReaderSetting struct{ name, value string }
	anySetting            struct{ name, value string }
)

func (o clientSetting) setClient(s *clientSettings) error       { return s.set(o.name, o.value) }
func (o producerSetting) setProducer(s *producerSettings) error { return s.set(o.name, o.value) }
func (o consumerSetting) setConsumer(s *consumerSettings) error { return s.set(o.name, o.value) }
func (o readerSetting) setReader(s *readerSettings) error       { return s.set(o.name, o.value) }

func (o consumerReaderSetting) setConsumer(s *consumerSettings) error {
	return s.set(o.name, o.value)
}
func (o consumerReaderSetting) setReader(s *readerSettings) error { return s.set(o.name, o.value) }

func (o anySetting) setClient(s *clientSettings) error     { return s.set(o.name, o.value) }
func (o anySetting) setProducer(s *producerSettings) error { return s.set(o.name, o.value) }
func (o anySetting) setConsumer(s *consumerSettings) error { return s.set(o.name, o.value) }
func (o anySetting) setReader(s *readerSettings) error     { return s.set(o.name, o.value) }

type optionsFile string

func (o optionsFile) setClient(s *clientSettings) error     { return s.load(string(o)) }
func (o optionsFile) setProducer(s *producerSettings) error { return s.load(string(o)) }
func (o optionsFile) setConsumer(s *consumerSettings) error { return s.load(string(o)) }
func (o optionsFile) setReader(s *readerSettings) error     { return s.load(string(o)) }

type clientConf string

func (o clientConf) setClient(s *clientSettings) error {
	path := C.CString(string(o))
	defer C.free(unsafe.Pointer(path))
	var failure *C.pws_error
	status := C.pws_options_load_client_conf(s.native, path, &failure)
	return takeError(status, failure)
}

// onOrOff writes a boolean as an option of these two words has it.
func onOrOff(value bool) string {
	if value {
		return "on"
	}
	return "off"
}

// milliseconds writes a duration as an option has it.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(wholeMilliseconds(d), 10)
}

// wholeMilliseconds rounds away from zero: what is not nothing must not become
// 0, which has a meaning of its own.
func wholeMilliseconds(d time.Duration) int64 {
	millis := int64(d / time.Millisecond)
	switch rest := d % time.Millisecond; {
	case rest > 0:
		millis++
	case rest < 0:
		millis--
	}
	return millis
}
