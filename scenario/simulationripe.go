package scenario

import "strings"

// Side is what ripeness asks of a party: whether it can still hope to win, and whether going on hurts it.
type Side struct {
	Party string
	Wins  string // the event or goal that is its victory; "" where nothing is
	Hurts string // the event that hurts it
	// Hope is the share of runs with the victory below which it no longer hopes, Pain that with the hurt above which it is hurt
	// enough: each from a low to a high end, the same where it is a number.
	Hope, Pain [2]float64
}

func (r *simulating) ripeness(v *Value) {
	x := v.Field("ripeness")
	if x == nil {
		return
	}
	for i := range x.Fields {
		f := &x.Fields[i]
		if r.c != nil && r.c.PartyIndex(f.Key) < 0 {
			var ids []string
			for _, p := range r.c.Parties {
				ids = append(ids, p.ID)
			}
			r.say(f.Value.At, known(f.Key, ids), "`%s` is not a party of this conflict", clip(f.Key))
			continue
		}
		s := Side{Party: f.Key, Wins: r.happening(&f.Value, "wins"), Hurts: r.happening(&f.Value, "hurts")}
		s.Hope, s.Pain = r.shares(&f.Value, "hope"), r.shares(&f.Value, "pain")
		if hope := f.Value.Field("hope"); s.Wins != "" && hope == nil {
			r.say(f.Value.At, "add `hope: 0.2`, or a range such as `hope: [0.1, 0.3]`", "below which share of victories does `%s` give up hope?", f.Key)
		} else if s.Wins == "" && hope != nil {
			r.say(hope.At, "name the event or goal by `wins`", "`hope` needs something that is a victory of `%s`", f.Key)
		}
		r.out.Ripeness = append(r.out.Ripeness, s)
	}
}

// happening reads the name of an event or a goal.
func (r *simulating) happening(x *Value, key string) string {
	name := strings.TrimSpace(x.text(key))
	if name == "" {
		return ""
	}
	var names []string
	for _, g := range r.out.Goals {
		names = append(names, g.Name)
	}
	for _, e := range r.model.Events[:len(r.model.Events)-2*len(r.out.Levers)] {
		names = append(names, e.Name)
	}
	for _, n := range names {
		if n == name {
			return name
		}
	}
	r.at(r.file.valueNode(x.place(key)), known(name, names), "there is no event and no goal `%s`", clip(name))
	return ""
}

// shares reads a share or a range of shares.
func (r *simulating) shares(x *Value, key string) [2]float64 {
	f := x.Field(key)
	if f == nil {
		return [2]float64{}
	}
	var out [2]float64
	switch len(f.List) {
	case 0:
		v := r.number(f)
		out = [2]float64{v, v}
	case 2:
		out = [2]float64{r.number(&f.List[0]), r.number(&f.List[1])}
	default:
		r.say(f.At, "write `[0.1, 0.3]`", "a range has two ends")
		return out
	}
	if !(0 <= out[0] && out[0] <= out[1] && out[1] <= 1) {
		r.say(f.At, "", "a share lies between 0 and 1, the low end of a range first")
	}
	return out
}
