package sparse

// buckets keeps the rows or columns of the active part in doubly linked lists,
// one for each number of entries.
type buckets struct {
	head       []int32 // first member by count; -1 is none
	next, prev []int32
	count      []int32
	in         []bool
}

func newBuckets(n int) *buckets {
	b := &buckets{head: make([]int32, n+1), next: make([]int32, n), prev: make([]int32, n), count: make([]int32, n), in: make([]bool, n)}
	for i := range b.head {
		b.head[i] = -1
	}
	return b
}

func (b *buckets) remove(i int32) {
	if !b.in[i] {
		return
	}
	b.in[i] = false
	if b.prev[i] >= 0 {
		b.next[b.prev[i]] = b.next[i]
	} else {
		b.head[b.count[i]] = b.next[i]
	}
	if b.next[i] >= 0 {
		b.prev[b.next[i]] = b.prev[i]
	}
}

// put files i under a count, wherever it was before.
func (b *buckets) put(i int32, count int) {
	if b.in[i] && int(b.count[i]) == count {
		return
	}
	b.remove(i)
	b.count[i], b.in[i] = int32(count), true
	first := b.head[count]
	b.head[count], b.next[i], b.prev[i] = i, first, -1
	if first >= 0 {
		b.prev[first] = i
	}
}
