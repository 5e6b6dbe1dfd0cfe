package charts

import "math"

// maxText is the widest text beside a point.
const maxText = 130

// A spot is a point with a radius and the width of its text.
type spot struct{ x, y, r, wide float64 }

// A side is where the text of a spot stands.
type side string

const (
	none  side = ""
	right side = "right"
	left  side = "left"
	above side = "top"
	below side = "bottom"
)

// An area is a rectangle from x0, y0 to x1, y1.
type area struct{ x0, y0, x1, y1 float64 }

func (a area) meets(b area) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

func (a area) holds(b area) bool { return a.x0 <= b.x0 && b.x1 <= a.x1 && a.y0 <= b.y0 && b.y1 <= a.y1 }

// textGap is the room between a spot and its text.
const textGap = 3

// textArea is what the text of a spot covers on a side.
func (s spot) textArea(at side) area {
	x, y := s.x-s.wide/2, s.y-baseSize/2
	switch at {
	case right:
		x = s.x + s.r + textGap
	case left:
		x = s.x - s.r - textGap - s.wide
	case above:
		y = s.y - s.r - textGap - baseSize
	case below:
		y = s.y + s.r + textGap
	}
	return area{x, y, x + s.wide, y + baseSize + 1}
}

// A segment is a straight line between two points.
type segment struct{ a, b place }

// crosses reports whether the segment touches the area: what is left of it
// after cutting off what lies beyond each edge (Liang and Barsky 1984).
func (s segment) crosses(r area) bool {
	from, to := 0.0, 1.0
	dx, dy := s.b.x-s.a.x, s.b.y-s.a.y
	for _, edge := range [][2]float64{{-dx, s.a.x - r.x0}, {dx, r.x1 - s.a.x}, {-dy, s.a.y - r.y0}, {dy, r.y1 - s.a.y}} {
		step, room := edge[0], edge[1]
		switch {
		case step == 0 && room < 0:
			return false
		case step < 0:
			from = math.Max(from, room/step)
		case step > 0:
			to = math.Min(to, room/step)
		}
	}
	return from < to
}

// placeTexts gives each spot, in the given order, a side on which its text
// covers no spot and no other text, and of those the one that the fewest lines
// cross. A text that finds no side is left out.
func placeTexts(spots []spot, order []int, lines []segment, within area) []side {
	sides := make([]side, len(spots))
	var taken []area
	for _, s := range spots {
		taken = append(taken, area{s.x - s.r, s.y - s.r, s.x + s.r, s.y + s.r})
	}
	for _, i := range order {
		fewest := math.MaxInt
		for _, at := range []side{right, left, above, below} {
			a := spots[i].textArea(at)
			if n := crossings(a, lines); n < fewest && within.holds(a) && clear(a, taken) {
				sides[i], fewest = at, n
			}
		}
		if sides[i] != none {
			taken = append(taken, spots[i].textArea(sides[i]))
		}
	}
	return sides
}

func crossings(a area, lines []segment) int {
	n := 0
	for _, s := range lines {
		if s.crosses(a) {
			n++
		}
	}
	return n
}

func clear(a area, taken []area) bool {
	for _, t := range taken {
		if a.meets(t) {
			return false
		}
	}
	return true
}

// beside sets a text on a side of a spot.
func (p pen) beside(text string, s spot, at side) {
	if at == none {
		return
	}
	text = shorten(text, baseSize, maxText)
	s.wide = widthOf(text, baseSize, false)
	a := s.textArea(at)
	p.text(a.x0, math.Floor(10*(a.y0+0.86*baseSize))/10, text, style(baseSize, false, ink))
}
