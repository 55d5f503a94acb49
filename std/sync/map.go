package sync

// A Map is a map that several goroutines may use at the same time. Its zero value is empty.
type Map struct {
	m       Mutex
	entries map[any]any
}

// Load returns the value of a key, and whether there is one.
func (m *Map) Load(key any) (value any, ok bool) {
	m.m.Lock()
	defer m.m.Unlock()
	value, ok = m.entries[key]
	return value, ok
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Swap sets the value of a key and returns the one before.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	m.m.Lock()
	defer m.m.Unlock()
	previous, loaded = m.entries[key]
	m.set(key, value)
	return previous, loaded
}

func (m *Map) set(key, value any) {
	if m.entries == nil {
		m.entries = make(map[any]any)
	}
	m.entries[key] = value
}

// LoadOrStore returns the value of a key, which it sets if there is none.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	m.m.Lock()
	defer m.m.Unlock()
	actual, loaded = m.entries[key]
	if !loaded {
		m.set(key, value)
		actual = value
	}
	return actual, loaded
}

// LoadAndDelete deletes a key and returns the value it had.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	m.m.Lock()
	defer m.m.Unlock()
	value, loaded = m.entries[key]
	delete(m.entries, key)
	return value, loaded
}

// Delete deletes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// CompareAndSwap replaces the value of a key if it equals old.
func (m *Map) CompareAndSwap(key, old, new any) (swapped bool) {
	m.m.Lock()
	defer m.m.Unlock()
	if v, ok := m.entries[key]; !ok || v != old {
		return false
	}
	m.entries[key] = new
	return true
}

// CompareAndDelete deletes a key if its value equals old.
func (m *Map) CompareAndDelete(key, old any) (deleted bool) {
	m.m.Lock()
	defer m.m.Unlock()
	if v, ok := m.entries[key]; !ok || v != old {
		return false
	}
	delete(m.entries, key)
	return true
}

// Range calls f for the entries until it returns false. f may use the map; entries stored meanwhile may be missed.
func (m *Map) Range(f func(key, value any) bool) {
	m.m.Lock()
	keys := make([]any, 0, len(m.entries))
	for k := range m.entries {
		keys = append(keys, k)
	}
	m.m.Unlock()
	for _, k := range keys {
		if v, ok := m.Load(k); ok && !f(k, v) {
			return
		}
	}
}

// Clear deletes all entries.
func (m *Map) Clear() {
	m.m.Lock()
	m.entries = nil
	m.m.Unlock()
}
