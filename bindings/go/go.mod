module github.com/pulsarws/pulsarws/bindings/go

go 1.19
