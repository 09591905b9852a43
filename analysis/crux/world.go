package crux

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"parley"
	"parley/analysis/claims"
	"parley/game"
)

// world is the conflict under one reading with some rules and options changed, its states listed. What parties prefer is
// varied within it without listing states anew. It is safe for concurrent use.
type world struct {
	run     *run
	reading claims.Reading
	changes []Change // those that made it, flips included
	graph   *game.Graph
	lists   []list            // by party
	base    []ids             // by party: of the preferences as they are
	asked   *claims.Situation // as things are

	lock    sync.Mutex
	numbers map[[sha256.Size]byte]int // of rankings and of replies, in the order in which they were met
	ranked  map[string]*ranking       // by party and sequence
	memo    map[string]Outcome
	stable  stableSets
	kills   []atomic.Int64 // by party: how often it was the one that leaves
}

// ids number what one party prefers within a world: equal numbers stand for equal rankings of all states, and for equal
// rankings among the states that the party can move between.
type ids struct{ ranking, replies int }

// ranking is a party's preference after some changes.
type ranking struct {
	ids
	graph *game.Graph // with this preference and all others as they are; nil where it was not kept
	err   error
}

// Outcome is what a question comes out as.
type Outcome struct {
	Holds bool
	// Gap measures how far the answer is from the other one, 0 where it is that; see gap.
	Gap int
	Err error // the question could not be put
}

// errNotTogether tells that changes do not go together: two choices of one group, or a statement that is gone.
var errNotTogether = errors.New("these changes do not go together")

// newWorld lists the states under a reading after changes to rules and options.
func (r *run) newWorld(ctx context.Context, changes []Change) (*world, error) {
	reading := r.question.Reading
	flipped := map[string]bool{}
	for _, x := range changes {
		if x.Kind == FlipHypothesis {
			if flipped[x.Group] {
				return nil, errNotTogether
			}
			flipped[x.Group] = true
			reading = with(reading, x.Group, x.Choice)
		}
	}
	c, err := r.question.Dispute.Conflict(reading)
	if err != nil {
		return nil, err
	}
	if c, err = Apply(c, changes); err != nil {
		return nil, err
	}
	return r.worldOf(ctx, reading, c, changes)
}

func (r *run) worldOf(ctx context.Context, reading claims.Reading, c *parley.Conflict, changes []Change) (*world, error) {
	rules, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	g, err := rules.Expand(ctx, game.Expansion{Limits: r.options.Limits, IrreversiblePerArc: r.options.Choices.IrreversiblePerArc, Family: r.options.Family})
	if err != nil {
		return nil, err
	}
	w := &world{run: r, reading: reading, changes: changes, graph: g,
		numbers: map[[sha256.Size]byte]int{}, ranked: map[string]*ranking{}, memo: map[string]Outcome{}, stable: stableSets{}}
	w.asked = claims.NewSituation(g, r.options.Setting, nil)
	w.kills = make([]atomic.Int64, len(c.Parties))
	for i, p := range c.Preferences {
		w.lists = append(w.lists, listOf(p))
		w.base = append(w.base, w.identify(g, i))
	}
	return w, nil
}

// number returns the number of a piece of data, the same for the same data.
func (w *world) number(data []byte) int {
	sum := sha256.Sum256(data)
	w.lock.Lock()
	defer w.lock.Unlock()
	n, ok := w.numbers[sum]
	if !ok {
		n = len(w.numbers) + 1
		w.numbers[sum] = n
	}
	return n
}

// identify numbers what a party prefers in a graph.
func (w *world) identify(g *game.Graph, party int) ids {
	data := make([]byte, 0, 8*g.Len())
	for _, o := range g.Orders(party) {
		data = append(data, 1)
		for _, rank := range o.Rank {
			data = binary.LittleEndian.AppendUint32(data, uint32(rank))
		}
		for _, band := range o.Band {
			data = binary.LittleEndian.AppendUint32(data, uint32(band))
		}
	}
	id := ids{ranking: w.number(data)}
	if id.replies = id.ranking; !g.Plain() {
		return id
	}
	data = append(data[:0], 2)
	blocks := g.Blocks(party)
	local := make([]uint32, g.Len())
	for _, o := range g.Orders(party) {
		for k := range len(blocks.Start) - 1 {
			block := blocks.Block(int32(k))
			ranks := make([]int32, len(block))
			for i, s := range block {
				ranks[i] = o.Rank[s]
			}
			slices.Sort(ranks)
			ranks = slices.Compact(ranks)
			for _, s := range block {
				at, _ := slices.BinarySearch(ranks, o.Rank[s])
				local[s] = uint32(at)
			}
		}
		for _, at := range local {
			data = binary.LittleEndian.AppendUint32(data, at)
		}
	}
	id.replies = w.number(data)
	return id
}

// variation is a world with the elements of some parties' lists in other orders.
type variation map[int][]uint16 // by party

// vary applies changes of preferences to a world: moves first, then deletions.
func (w *world) vary(changes []Change) (variation, error) {
	v := variation{}
	for i := len(changes) - 1; i >= 0; i-- {
		x := &changes[i]
		if !x.Kind.ofPreference() {
			continue
		}
		seq, ok := v[x.Party]
		if !ok {
			seq = identity(len(w.lists[x.Party].keys))
		}
		seq, ok = x.rearrange(w.lists[x.Party].keys, seq)
		if !ok {
			return nil, errNotTogether
		}
		v[x.Party] = seq
	}
	return v, nil
}

// prefer finds the ranking of a party with its elements in the given sequence. With keep the graph is kept for later.
func (w *world) prefer(party int, seq []uint16, keep bool) *ranking {
	key := make([]byte, 1, 2+2*len(seq))
	key[0] = byte(party)
	for _, k := range seq {
		key = binary.LittleEndian.AppendUint16(key, k)
	}
	w.lock.Lock()
	known := w.ranked[string(key)]
	w.lock.Unlock()
	if known != nil && (known.graph != nil || known.err != nil || !keep) {
		return known
	}
	r := &ranking{}
	r.graph, r.err = w.graph.WithPreference(party, ordered(w.graph.Conflict().Preferences[party], seq))
	if r.err == nil {
		r.ids = w.identify(r.graph, party)
	}
	kept := *r
	if !keep {
		kept.graph = nil
	}
	w.lock.Lock()
	w.ranked[string(key)] = &kept
	w.lock.Unlock()
	return r
}

// ask puts the question to a variation of the world. Variations that differ in nothing the question looks at are asked once.
func (w *world) ask(ctx context.Context, v variation, keep bool, changes []Change) Outcome {
	numbers := slices.Clone(w.base)
	rankings := make(map[int]*ranking, len(v))
	for party, seq := range v {
		r := w.prefer(party, seq, keep)
		if r.err != nil {
			return Outcome{Err: r.err}
		}
		rankings[party], numbers[party] = r, r.ids
	}
	scope := w.run.scope
	key := make([]byte, 0, 4*len(numbers))
	for _, n := range numbers {
		switch scope {
		case claims.Replies:
			key = binary.LittleEndian.AppendUint32(key, uint32(n.replies))
		default:
			key = binary.LittleEndian.AppendUint32(key, uint32(n.ranking))
		}
	}
	if scope != claims.Pictures {
		w.lock.Lock()
		known, ok := w.memo[string(key)]
		w.lock.Unlock()
		if ok {
			return known
		}
	}
	s, err := w.situation(v, rankings, numbers, changes)
	out := Outcome{Err: err}
	if err == nil {
		var a *claims.Answer
		if a, out.Err = s.Ask(ctx, w.run.question.Test); out.Err == nil {
			out.Holds = a.Holds
			out.Gap = gap(a, !w.run.holds)
		}
	}
	if scope != claims.Pictures && ctx.Err() == nil {
		w.lock.Lock()
		w.memo[string(key)] = out
		w.lock.Unlock()
	}
	return out
}

// situation returns the situation of a variation.
func (w *world) situation(v variation, rankings map[int]*ranking, numbers []ids, changes []Change) (*claims.Situation, error) {
	g := w.graph
	for party, seq := range v {
		switch r := rankings[party]; {
		case r.graph == nil:
			var err error
			if g, err = g.WithPreference(party, ordered(w.graph.Conflict().Preferences[party], seq)); err != nil {
				return nil, err
			}
		case g == w.graph:
			g = r.graph
		default:
			g = g.WithPreferenceOf(r.graph, party)
		}
	}
	setting := w.run.options.Setting
	engine := &remembering{Engine: setting.Engine, world: w, numbers: numbers, graph: g}
	setting.Engine = engine
	if w.run.options.Size < 3 { // nobody asks how near an answer is
		setting.Engine = probing{engine}
	}
	return w.asked.With(g, setting, w.run.surprises(w.reading, changes)), nil
}
