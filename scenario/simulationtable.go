package scenario

// distributions are the keys by which a parameter says what its value may be, with the numbers that each needs.
var distributions = []struct{ key, doc string }{
	{"value", "the number, where it is known"},
	{"uniform", "[low, high]: anything between, equally likely"},
	{"triangular", "[low, likely, high]"},
	{"pert", "[low, likely, high]: as triangular, and smoother"},
	{"normal", "[mean, standard deviation]"},
	{"lognormal", "[low, high]: a positive number, below low in 5 and above high in 5 of 100 cases"},
	{"beta", "[a, b] for a share between 0 and 1, or [a, b, low, high]"},
	{"discrete", "[[value, weight], …]: one of several values"},
	{"bernoulli", "the chance of 1; else 0"},
	{"empirical", "values observed, each as likely as any other"},
}

func simulationShape() *shape {
	expression := &shape{what: "an expression", text: prose}
	condition := &shape{what: "a condition, such as `fuel < low`", text: prose}
	figure := &shape{what: "a number", text: number}
	span := &shape{what: "a number, or one with a unit such as `6 months`", text: prose}
	figures := &shape{what: "a list of numbers", list: figure}
	label := key{"label", "what it is, for people", lineShape, false}
	unit := key{"unit", "what it is counted in, such as soldiers, 1/month or trucks/day; 1 for a plain number", lineShape, false}
	mapping := func(what, other string, value *shape) *shape {
		return &shape{what: what, others: value, other: other, naming: name}
	}

	parameter := &shape{def: "parameter", what: "a number, or a mapping with a distribution such as `uniform: [1, 2]`", text: number, keys: []key{label, unit}}
	for _, d := range distributions {
		value := figures
		switch d.key {
		case "value", "bernoulli":
			value = figure
		case "discrete":
			value = &shape{what: "a list of pairs [value, weight]", list: figures}
		}
		parameter = parameter.with(key{d.key, d.doc, value, false})
	}
	parameter = parameter.with(evidence()...)
	correlation := (&shape{def: "correlation", what: "`{between: [a, b], rank: 0.5}`", keys: []key{
		{"between", "two parameters", idsShape, true},
		{"rank", "Spearman's rank correlation, between -1 and 1", figure, true},
	}}).with(evidence()...)
	stock := (&shape{def: "stock", what: "a mapping with `start`", keys: []key{label, unit,
		{"start", "how much there is at the start; 0 unless said otherwise", expression, false},
		{"floor", "below which it cannot fall; 0 unless said otherwise", expression, false},
		{"capacity", "above which it cannot rise", expression, false},
		{"noise", "standard deviation of a random walk on top of the flows, over one unit of the clock", expression, false},
	}}).with(evidence()...)
	delay := &shape{def: "delay", what: "a span such as `3 months`, or a mapping with `time`", text: prose, keys: []key{
		{"time", "how long it takes, on average", span, true},
		{"order", "number of stages: 0 for a fixed delay, 1 or more for one that is spread out, the less the more stages", figure, false},
		{"start", "how much is on its way at the start", expression, false},
	}}
	flow := (&shape{def: "flow", what: "a mapping with `rate`", keys: []key{label,
		{"from", "the stock that it drains; outside, where there is none", idShape, false},
		{"to", "the stock that it fills; outside, where there is none", idShape, false},
		{"rate", "how much flows, per unit of the clock unless its units say otherwise", expression, false},
		{"draw", "whole numbers are drawn: `poisson`, or `binomial` where each unit leaves with the same chance",
			&shape{text: word, words: []string{"poisson", "binomial"}}, false},
		{"delay", "how long it is on its way", delay, false},
	}}).with(evidence()...)
	schedule := (&shape{def: "schedule", what: "a mapping with `points`", keys: []key{label, unit,
		{"points", "[[time, value], …], in the order of time", &shape{what: "a list of pairs [time, value]", list: figures}, false},
		{"linear", "`true`: the value changes evenly between points; else it stays until the next", flagShape, false},
	}}).with(evidence()...)
	quantity := (&shape{def: "quantity", what: "an expression, or a mapping with `is`", text: prose, keys: []key{label, unit,
		{"is", "the expression that the name stands for", expression, true},
	}}).with(evidence()...)
	lever := (&shape{def: "lever", what: "a mapping with `option` and `stock`", keys: []key{label,
		{"option", "the option that the lever is", optionShape, false},
		{"stock", "the stock that it uses up: once that is spent, the option is withdrawn and cannot be taken until there is some again", idShape, false},
		{"launchers", "a stock without which it cannot be used", idShape, false},
	}}).with(evidence()...)
	change := func(what string) []key {
		return []key{
			{"take", "options that are taken" + what, optionsOrOne(), false},
			{"withdraw", "options that are dropped" + what, optionsOrOne(), false},
			{"bar", "options that are dropped and cannot be taken from then on", optionsOrOne(), false},
			{"free", "options that can be taken again", optionsOrOne(), false},
			{"assume", "choices that are in force from then on, with all that they change", &shape{what: "a mapping from groups to choices", others: idShape, other: "a group", naming: name}, false},
		}
	}
	event := (&shape{def: "event", what: "a mapping with `when`, `hazard` or `every`", keys: []key{label,
		{"when", "the condition", condition, false},
		{"held", "how long the condition must have held", span, false},
		{"hazard", "the rate at which it happens while the condition holds", expression, false},
		{"first", "the first of several set times", span, false},
		{"every", "the time between set times", span, false},
		{"repeat", "`true`: it may happen again", flagShape, false},
		{"fresh", "`true`: a condition that holds at the start does not count until it has ceased to hold", flagShape, false},
		{"set", "new levels of stocks", mapping("a mapping from stocks to expressions", "a stock", expression), false},
		{"stop", "`true`: the run ends", flagShape, false},
	}}).with(change("")...).with(evidence()...)
	goal := (&shape{def: "goal", what: "a formula, or a mapping with `goal`", text: formula, keys: []key{label,
		{"goal", "the formula; a run ends where it comes to hold", formulaShape, true}}}).with(evidence()...)
	step := &shape{def: "stage", what: "a mapping with `at`", keys: append([]key{{"at", "when, since the start", span, true}}, change("")...)}
	likelihood := mapping("a mapping from choices to weights", "a choice", figure)
	conflict := &shape{def: "motion", what: "a mapping with `moves`", keys: []key{
		{"moves", "how the conflict moves: `held`, `script` or `replies`", &shape{text: word, words: []string{"held", "script", "replies"}}, false},
		{"every", "time between the moments at which parties reconsider", span, false},
		{"readiness", "the chance that a party reconsiders at such a moment; 1 unless said otherwise", mapping("a mapping from parties to expressions", "a party", expression), false},
		{"script", "what happens when", &shape{what: "a list of moments", list: step}, false},
		{"weights", "how likely each choice of a group is; a run draws one", mapping("a mapping from groups to weights of choices", "a group", likelihood), false},
	}}
	share := &shape{what: "a share between 0 and 1, or [low, high] where it is not known", text: number, list: figure}
	side := (&shape{def: "ripeness", what: "a mapping with `wins`, `hope`, `hurts` and `pain`", keys: []key{
		{"wins", "the event or goal that is this party's victory; nothing is, where there is none", idShape, false},
		{"hope", "the share of runs with that victory below which the party no longer hopes for it", share, false},
		{"hurts", "the event that hurts the party", idShape, true},
		{"pain", "the share of runs with that event above which the party is hurt enough", share, true},
	}}).with(evidence()...)
	return &shape{def: "simulation", what: "a mapping with `stocks`, `flows` and the like", keys: []key{
		{"about", "what the numbers are, in a paragraph", textShape, false},
		{"clock", "unit of time: day, week, month or year", &shape{text: word, words: []string{"day", "week", "month", "year"}}, false},
		{"start", "the date at which it starts, such as 2025-10-17", lineShape, false},
		{"horizon", "how far it goes", span, false},
		{"step", "the step of the computation; one unit of the clock unless said otherwise", span, false},
		{"method", "how a step is computed: `rk4`, unless said otherwise, or `euler`", &shape{text: word, words: []string{"rk4", "euler"}}, false},
		{"runs", "number of runs; 10000 unless said otherwise", figure, false},
		{"seed", "where all chance starts; 1 unless said otherwise", figure, false},
		{"sampling", "how parameters are drawn: `latin hypercube`, unless said otherwise, or `plain`", &shape{text: word, words: []string{"latin hypercube", "plain"}}, false},
		{"parameters", "numbers that stay the same through a run, each with what it may be", mapping("a mapping from names to numbers", "a parameter", parameter), false},
		{"correlations", "parameters that go together", &shape{what: "a list of correlations", list: correlation}, false},
		{"switches", "names for formulas of the conflict: 1 while they hold, else 0", mapping("a mapping from names to formulas", "a switch", formulaShape), false},
		{"stocks", "what there is", mapping("a mapping from names to stocks", "a stock", stock), false},
		{"schedules", "what is known of the time to come", mapping("a mapping from names to schedules", "a schedule", schedule), false},
		{"quantities", "names for expressions", mapping("a mapping from names to expressions", "a quantity", quantity), false},
		{"flows", "what moves, from where to where", mapping("a mapping from names to flows", "a flow", flow), false},
		{"levers", "options that use up a stock; the name is 1 while the option is taken and can be used, else 0", mapping("a mapping from names to levers", "a lever", lever), false},
		{"events", "what happens when", mapping("a mapping from names to events", "an event", event), false},
		{"goals", "outcomes that end a run", mapping("a mapping from names to formulas", "a goal", goal), false},
		{"conflict", "how the conflict moves meanwhile", conflict, false},
		{"ripeness", "when the moment is ripe for talks, by party", mapping("a mapping from parties to what they hope and suffer", "a party", side), false},
	}}
}

// optionsOrOne is an option or a list of options.
func optionsOrOne() *shape {
	return &shape{what: "an option or a list of options", text: formula, list: optionShape}
}
