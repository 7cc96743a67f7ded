package main

import "time"

// looks between two looks at the clock.
const looks = 1024

// deadline ends an evaluation. There is one thread, so no timer could: the evaluation looks at the clock itself.
type deadline struct {
	end   time.Time
	asked int
	over  bool
}

// deadlineIn is a deadline after this time; 0 is none.
func deadlineIn(limit time.Duration) *deadline {
	if limit == 0 {
		limit = time.Hour
	}
	return &deadline{end: time.Now().Add(limit)}
}

// Cancel is never called: nobody else runs.
func (d *deadline) Cancel() { d.over = true }

func (d *deadline) Cancelled() bool {
	if d.asked++; d.asked%looks == 0 && !d.over {
		d.over = time.Now().After(d.end)
	}
	return d.over
}
