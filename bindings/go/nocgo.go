//go:build !cgo

package pulsarws

// All else of this package needs cgo. Where that is off a build says this
// sentence, and not one undefined name after the other.
const _ int = "pulsarws calls a C library: build with CGO_ENABLED=1 and a C compiler"
