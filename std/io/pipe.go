package io

import (
	"errors"
	"sync"
)

// ErrClosedPipe says that a pipe was read or written after it was closed.
var ErrClosedPipe = errors.New("io: read/write on closed pipe")

// pipe joins a reader and a writer, without a buffer.
type pipe struct {
	writing sync.Mutex // one Write at a time
	data    chan []byte
	taken   chan int
	once    sync.Once
	done    chan struct{}
	m       sync.Mutex
	readErr error // why the reader was closed
	wrote   error // why the writer was closed
}

// Pipe returns the two ends of a pipe: what is written to one is read from the other, and a Write returns when all
// of it was read or the reader closed.
func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{data: make(chan []byte), taken: make(chan int), done: make(chan struct{})}
	return &PipeReader{p}, &PipeWriter{p}
}

// close closes one end: where is the error that the other end shall see, unless it was set before.
func (p *pipe) close(where *error, err error) {
	p.m.Lock()
	if *where == nil {
		*where = err
	}
	p.m.Unlock()
	p.once.Do(func() { close(p.done) })
}

// closed returns what an end returns once the pipe is closed: the error of the other end, unless it was closed itself.
func (p *pipe) closed(own, other *error) error {
	p.m.Lock()
	defer p.m.Unlock()
	if *own == nil && *other != nil {
		return *other
	}
	return ErrClosedPipe
}

func (p *pipe) isDone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// A PipeReader is the end of a pipe from which is read.
type PipeReader struct{ p *pipe }

// Read waits for data, or until the writer is closed.
func (r *PipeReader) Read(data []byte) (n int, err error) {
	p := r.p
	if !p.isDone() {
		select {
		case b := <-p.data:
			n = copy(data, b)
			p.taken <- n
			return n, nil
		case <-p.done:
		}
	}
	return 0, p.closed(&p.readErr, &p.wrote)
}

// Close closes the reader; writes return ErrClosedPipe from then on.
func (r *PipeReader) Close() error { return r.CloseWithError(nil) }

// CloseWithError closes the reader; writes return the error from then on.
func (r *PipeReader) CloseWithError(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	r.p.close(&r.p.readErr, err)
	return nil
}

// A PipeWriter is the end of a pipe to which is written.
type PipeWriter struct{ p *pipe }

// Write returns when all data was read, or the reader closed.
func (w *PipeWriter) Write(data []byte) (n int, err error) {
	p := w.p
	if !p.isDone() {
		p.writing.Lock()
		defer p.writing.Unlock()
		for once := true; once || len(data) > 0; once = false {
			select {
			case p.data <- data:
				m := <-p.taken
				data = data[m:]
				n += m
				continue
			case <-p.done:
			}
			return n, p.closed(&p.wrote, &p.readErr)
		}
		return n, nil
	}
	return 0, p.closed(&p.wrote, &p.readErr)
}

// Close closes the writer; reads return EOF from then on.
func (w *PipeWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError closes the writer; reads return the error from then on.
func (w *PipeWriter) CloseWithError(err error) error {
	if err == nil {
		err = EOF
	}
	w.p.close(&w.p.wrote, err)
	return nil
}
