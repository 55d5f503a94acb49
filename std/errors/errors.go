// Package errors makes and examines errors.
package errors

import "internal/reflectlite"

// New returns an error with the given text. Each call returns a distinct value.
func New(text string) error { return &errorString{text} }

type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

// ErrUnsupported says that an operation cannot be performed, because it is not supported.
var ErrUnsupported = New("unsupported operation")

// Unwrap returns the error that err wraps by a method Unwrap() error, or nil.
func Unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// Is reports whether any error in err's tree matches target.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	return is(err, target, reflectlite.Comparable(target))
}

func is(err, target error, comparable bool) bool {
	for {
		if comparable && err == target {
			return true
		}
		if m, ok := err.(interface{ Is(error) bool }); ok && m.Is(target) {
			return true
		}
		switch w := err.(type) {
		case interface{ Unwrap() error }:
			err = w.Unwrap()
			if err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range w.Unwrap() {
				if e != nil && is(e, target, comparable) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// As finds the first error in err's tree that can be assigned to what target points to, and assigns it.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	to, ok := reflectlite.AssignTarget(target)
	if !ok {
		panic("errors: target must be a non-nil pointer")
	}
	return as(err, target, to)
}

// AsType returns the first error of err's tree that is an E, or whose method As says that it is, and whether there is one.
func AsType[E error](err error) (E, bool) {
	for err != nil {
		if e, ok := err.(E); ok {
			return e, true
		}
		if x, ok := err.(interface{ As(any) bool }); ok {
			var e E
			if x.As(&e) {
				return e, true
			}
		}
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			for _, err := range x.Unwrap() {
				if e, ok := AsType[E](err); ok {
					return e, true
				}
			}
			err = nil
		default:
			err = nil
		}
	}
	var none E
	return none, false
}

func as(err error, target any, to reflectlite.Target) bool {
	for {
		if to.Assign(err) {
			return true
		}
		if m, ok := err.(interface{ As(any) bool }); ok && m.As(target) {
			return true
		}
		switch w := err.(type) {
		case interface{ Unwrap() error }:
			err = w.Unwrap()
			if err == nil {
				return false
			}
		case interface{ Unwrap() []error }:
			for _, e := range w.Unwrap() {
				if e != nil && as(e, target, to) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// Join returns an error that wraps those of errs that are not nil, or nil when all are.
func Join(errs ...error) error {
	var list []error
	for _, err := range errs {
		if err != nil {
			list = append(list, err)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &joinError{list}
}

type joinError struct{ errs []error }

func (j *joinError) Error() string {
	text := j.errs[0].Error()
	for _, err := range j.errs[1:] {
		text += "\n" + err.Error()
	}
	return text
}

func (j *joinError) Unwrap() []error { return j.errs }
