package main

import (
	"image"
	"image/color"
	"testing"
)

// What is frequent stays as it is, and so does what is rare and like nothing else; the steps in between give way.
func TestPaletted(t *testing.T) {
	full := image.NewRGBA(image.Rect(0, 0, 300, 100))
	paper, party := color.RGBA{252, 251, 248, 255}, color.RGBA{205, 165, 230, 255}
	for y := range 100 {
		for x := range 300 {
			full.Set(x, y, paper)
			if y == 0 || y == 1 && x < 200 { // 500 different greys
				n := y*300 + x
				full.Set(x, y, color.RGBA{uint8(n / 2), uint8(n / 2), uint8((n + 1) / 2), 255})
			}
		}
	}
	full.Set(7, 50, party)
	small := paletted(full)
	if len(small.Palette) != 256 {
		t.Errorf("%d colours", len(small.Palette))
	}
	if got := small.At(20, 90); got != paper {
		t.Errorf("the paper is %v", got)
	}
	if got := small.At(7, 50); got != party {
		t.Errorf("the mark is %v", got)
	}
	for x := range 300 {
		if d := distance(small.At(x, 0).(color.RGBA), full.RGBAAt(x, 0)); d > 12 {
			t.Errorf("%v became %v", full.RGBAAt(x, 0), small.At(x, 0))
		}
	}
}
