package explicit

import (
	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// uncertain judges party i by concept k of the task where some preference is unknown. "Not preferred" is then no threshold,
// so the states that the others can lead to from an improvement are searched, once for each improvement.
func (s *solver) uncertain(i, k int) error {
	c := s.task.Concepts[k]
	put := &s.result.Verdicts[k].Stable[i]
	if c.Strength != stability.Weak {
		stable, err := s.uncertainSet(i, c)
		*put = stable
		return err
	}
	c.Strength = stability.General
	general, err := s.uncertainSet(i, c)
	if err != nil {
		return err
	}
	c.Strength = stability.Strong
	strong, err := s.uncertainSet(i, c)
	if err != nil {
		return err
	}
	*put = general.Difference(strong)
	return nil
}

func (s *solver) uncertainSet(i int, c stability.Concept) (*bitset.BitSet, error) {
	g, n := s.g, s.g.Len()
	extension := s.task.Choices.Extension(c)
	tempts := func(to, from int32) bool {
		r := g.Compare(i, int(to), int(from))
		return r == game.Better || r == game.MuchBetter || r == game.Unknown && extension.Tempts()
	}
	deters := func(to, from int32) bool {
		switch g.Compare(i, int(to), int(from)) {
		case game.MuchWorse:
			return true
		case game.Worse:
			return c.Strength == stability.General
		case game.Equal:
			return c.Strength == stability.General && !s.task.Choices.EqualNotSanction
		case game.Unknown:
			return extension.Deters()
		}
		return false
	}
	// leavers of each improvement: the states from which party i is tempted to it
	leavers := make([][]int32, n)
	stable := bitset.New(uint(n)).Complement()
	own := make([][]int32, n)
	for x := range own {
		own[x] = g.AppendMoves(nil, i, x)
		for _, q := range own[x] {
			if tempts(q, int32(x)) {
				leavers[q] = append(leavers[q], int32(x))
				if c.Kind == stability.Nash {
					stable.Clear(uint(x))
				}
			}
		}
	}
	if c.Kind == stability.Nash {
		return stable, nil
	}
	escaping := c.Kind == stability.SMR || c.Kind == stability.SSEQ
	sanctions := func(y, x int32) bool {
		if !deters(y, x) || s.task.Choices.ReturnNotSanction && y == x {
			return false
		}
		if escaping {
			for _, z := range own[y] {
				if !deters(z, x) && (!s.task.Choices.EscapeByImprovement || tempts(z, y)) {
					return false
				}
			}
		}
		return true
	}
	others := members(s.others(1 << i))
	f := s.partyMoves(c.Kind == stability.SEQ || c.Kind == stability.SSEQ)
	var reach []int32
	for q := range leavers {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		if len(leavers[q]) == 0 {
			continue
		}
		reach = reach[:0]
		f.search(int32(q), others, func(y int32) bool { reach = append(reach, y); return false })
		for _, x := range leavers[q] {
			if !stable.Test(uint(x)) {
				continue
			}
			sanctioned := false
			for _, y := range reach {
				if sanctioned = sanctions(y, x); sanctioned {
					break
				}
			}
			if !sanctioned {
				stable.Clear(uint(x))
			}
		}
	}
	return stable, nil
}
