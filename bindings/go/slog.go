//go:build cgo && go1.21

package pulsarws

import (
	"context"
	"log/slog"
)

// SlogHandler has the client's log, as far as LogLevel goes, given to a handler
// of log/slog: slog.Default().Handler() for instance. Each record has the time
// of its line, and the attributes "lib" ("pulsarws") and "component", and
// "topic" and "connection" where the line is about one. It is called as
// LogHandler's function is, which it replaces.
func SlogHandler(handler slog.Handler) ClientOption {
	return LogHandler(func(line LogEntry) {
		ctx, level := context.Background(), line.Level.slog()
		if !handler.Enabled(ctx, level) {
			return
		}
		record := slog.NewRecord(line.Time, level, line.Message, 0)
		record.AddAttrs(slog.String("lib", "pulsarws"), slog.String("component", line.Component))
		if line.Topic != "" {
			record.AddAttrs(slog.String("topic", line.Topic))
		}
		if line.Connection != 0 {
			record.AddAttrs(slog.Uint64("connection", line.Connection))
		}
		_ = handler.Handle(ctx, record) // slog.Logger has nobody to tell either
	})
}

func (v Level) slog() slog.Level {
	switch v {
	case LevelError:
		return slog.LevelError
	case LevelWarning:
		return slog.LevelWarn
	case LevelInfo:
		return slog.LevelInfo
	}
	return slog.LevelDebug
}
