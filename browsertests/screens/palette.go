package main

import (
	"image"
	"image/color"
	"math"
	"slices"
)

// frequent is how many colours are taken because they are used most; the other places of the palette go to what would suffer most.
const frequent = 128

// paletted returns a picture in 256 of its colours; the others become the nearest of these. Pages have few colours and the
// steps between them at the edges of letters, so that what is frequent stays as it is, to the bit: palettes of averages would tint
// the paper. What is rare and like nothing else, as the mark of a party, has its place too.
func paletted(full image.Image) *image.Paletted {
	bounds := full.Bounds()
	uses := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(full.At(x, y)).(color.RGBA) }
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			uses[at(x, y)]++
		}
	}
	colours := make([]color.RGBA, 0, len(uses))
	for c := range uses {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.RGBA) int {
		if d := uses[b] - uses[a]; d != 0 {
			return d
		}
		return key(a) - key(b)
	})
	var palette color.Palette
	suffers := make([]int, len(colours)) // how far each is from the palette, over all of its uses
	for i := range suffers {
		suffers[i] = math.MaxInt
	}
	take := func(i int) {
		palette = append(palette, colours[i])
		for k, c := range colours {
			suffers[k] = min(suffers[k], uses[c]*distance(c, colours[i]))
		}
	}
	for i := range min(frequent, len(colours)) {
		take(i)
	}
	for len(palette) < min(256, len(colours)) {
		worst := 0
		for i, s := range suffers {
			if s > suffers[worst] {
				worst = i
			}
		}
		take(worst)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
}

// distance is the square of how far two colours are apart.
func distance(a, b color.RGBA) int {
	r, g, l := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + l*l
}

// key orders colours that are used equally often, so that the same picture gives the same file.
func key(c color.RGBA) int { return int(c.R)<<24 | int(c.G)<<16 | int(c.B)<<8 | int(c.A) }
