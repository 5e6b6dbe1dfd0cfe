package cache

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"reflect"
)

// Do returns the result stored under key, or computes and stores it. Calls for
// the same key wait for one another, so that it is computed once in a program.
// An error of compute is returned and never stored. A result that encoding/gob
// does not bring back equal (unexported fields, say) is returned but not
// stored; so is one that cannot be written. Either is said once on standard
// error.
func Do[T any](c *Cache, key string, compute func() (T, error)) (T, error) {
	if c == nil {
		return compute()
	}
	if err := checkKey(key); err != nil {
		var none T
		return none, err
	}
	defer c.enter(key)()
	if data, ok := c.Get(key); ok {
		var v T
		if gob.NewDecoder(bytes.NewReader(data)).Decode(&v) == nil {
			return v, nil
		}
	}
	v, err := compute()
	if err != nil {
		return v, err
	}
	data, err := encodeValue(v)
	if err == nil {
		err = c.Put(key, data)
	}
	if err != nil {
		c.say(err)
	}
	return v, nil
}

// enter waits until no other call computes key, and returns what to do when
// this one is through.
func (c *Cache) enter(key string) (leave func()) {
	for {
		c.mu.Lock()
		wait, taken := c.busy[key]
		if !taken {
			done := make(chan struct{})
			c.busy[key] = done
			c.mu.Unlock()
			return func() {
				c.mu.Lock()
				delete(c.busy, key)
				c.mu.Unlock()
				close(done)
			}
		}
		c.mu.Unlock()
		<-wait
	}
}

// encodeValue demands that the value comes back as it went in.
func encodeValue[T any](v T) ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(&v); err != nil {
		return nil, fmt.Errorf("cache: %T cannot be stored: %w", v, err)
	}
	data := bytes.Clone(b.Bytes())
	var back T
	if err := gob.NewDecoder(&b).Decode(&back); err != nil {
		return nil, fmt.Errorf("cache: %T cannot be read back: %w", v, err)
	}
	if !reflect.DeepEqual(v, back) {
		return nil, fmt.Errorf("cache: %T does not come back as it was (unexported fields, NaN or empty slices?)", v)
	}
	return data, nil
}

// say prints the first trouble of this cache.
func (c *Cache) say(err error) {
	c.once.Do(func() { fmt.Fprintf(c.notice, "%v; results are computed each time\n", err) })
}
