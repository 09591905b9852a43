package report

import "parley/analysis/compare"

// LeversJSON is the answer of `parley compare --levers`.
type LeversJSON struct {
	ConflictJSON
	To      string           `json:"to"`
	Hold    string           `json:"hold"`
	Now     GoalStandingJSON `json:"now"`
	Levers  []LeverJSON      `json:"levers"`
	Stopped bool             `json:"stopped,omitempty"`
}

// GoalStandingJSON is how a goal stands: whether some state satisfies it, whether one that does holds, whether best replies
// from the status quo never, sometimes or always end there, and whether improvements lead there.
type GoalStandingJSON struct {
	Feasible  bool   `json:"feasible"`
	Stable    bool   `json:"stable"`
	Ends      string `json:"best_replies"`
	Reachable bool   `json:"improvements"`
}

// LeverJSON is what one option does for the goal: "adds" or "removes" an outcome with it that holds, "enables" or "blocks"
// that best replies or improvements lead there, or "none".
type LeverJSON struct {
	Option       string            `json:"option"`
	Judged       bool              `json:"judged"`
	Fixed        string            `json:"fixed,omitempty"` // why it cannot be taken away
	Without      *GoalStandingJSON `json:"without,omitempty"`
	Stable       Effect            `json:"stable,omitempty"`
	BestReplies  Effect            `json:"best_replies,omitempty"`
	Improvements Effect            `json:"improvements,omitempty"`
	Shifts       []ShiftJSON       `json:"shifts"`
}

// ShiftJSON is a party whose best reply depends on the option: the nearest state where it does, without and with it.
type ShiftJSON struct {
	Party   string      `json:"party"`
	Steps   int         `json:"steps"` // from the status quo
	States  [2]string   `json:"states"`
	Replies [2][]string `json:"replies"`
}

// NewLeversJSON writes a report of levers as JSON.
func NewLeversJSON(x Levers, assumed map[string]string) LeversJSON {
	c := x.Graph.Conflict()
	j := LeversJSON{ConflictJSON: NewConflictJSON(c, assumed), To: x.To, Hold: x.Hold.String(), Now: standingJSON(x.Now), Levers: []LeverJSON{}, Stopped: x.Stopped}
	for _, l := range x.Levers {
		out := LeverJSON{Option: c.Options[l.Option].ID, Judged: l.Judged, Shifts: []ShiftJSON{}}
		switch {
		case !l.Judged:
		case l.Fixed != nil:
			out.Fixed = l.Fixed.Error()
		default:
			without := standingJSON(l.Without)
			out.Without, out.Stable, out.BestReplies, out.Improvements = &without, x.stable(l), x.ends(l), x.reachable(l)
		}
		for _, s := range l.Shifts {
			shift := ShiftJSON{Party: c.Parties[s.Party].ID, Steps: len(s.Way.Steps)}
			for n := range 2 {
				shift.States[n], shift.Replies[n] = x.Graph.Code(s.States[n]), codesOf(x.Graph, s.Replies[n])
			}
			out.Shifts = append(out.Shifts, shift)
		}
		j.Levers = append(j.Levers, out)
	}
	return j
}

func standingJSON(s compare.Standing) GoalStandingJSON {
	return GoalStandingJSON{s.Feasible, s.Stable, s.Ends.String(), s.Reachable}
}
