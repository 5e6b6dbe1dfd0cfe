package main

import "testing"

func TestBackcastPrintsItsTables(t *testing.T) {
	expect(t, 0, []string{"pathway", "backcast"}, "| capacity, solar | 2023 |", "| all | 21 |", "| 2023 over 2011 |", "Not scored", "techdata 2026")
	expect(t, 2, []string{"pathway", "backcast", "2012"}, "lodestone pathway backcast")
}
