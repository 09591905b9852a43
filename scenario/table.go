package scenario

// The table of the format: which keys there are, in canonical order, what their values may be, and what they mean. It
// drives the reader, the canonical form, the JSON Schema, and a test that doc/format.md names every key.
var table = fileShape()

// Shapes of plain values.
var (
	lineShape    = &shape{what: "a text", text: prose}
	textShape    = &shape{what: "a text", text: prose}
	linesShape   = &shape{what: "a text or a list of texts", text: prose, list: lineShape}
	idsShape     = &shape{what: "an id or a list of ids", text: name, list: &shape{what: "an id", text: name}}
	optionsShape = &shape{what: "a list of options", list: &shape{what: "an option", text: formula}}
	formulaShape = &shape{what: "a formula", text: formula}
	optionShape  = &shape{what: "an option", text: formula}
	idShape      = &shape{what: "an id", text: name}
	flagShape    = &shape{what: "`true` or `false`", text: word, words: []string{"true", "false"}}
	quoteShape   = &shape{def: "quote", what: "`{source: id, text: …}`", keys: []key{
		{"source", "id of the source", idShape, true},
		{"text", "the words, as they stand there", textShape, true},
	}}
)

// evidence lists the keys that say why an item stands in the file.
func evidence() []key {
	return []key{
		{"because", "why, in the analyst's words", textShape, false},
		{"quote", "the words of a source", quoteShape, false},
		{"quotes", "the words of several sources", &shape{what: "a list of quotes", list: quoteShape}, false},
		{"claims", "ids of claims that this rests on", idsShape, false},
		{"hedge", "the word of estimate that goes with it: likely, almost certainly, may well", lineShape, false},
		{"likelihood", "how likely the analyst takes it to be: a word, or a mapping with `word`, `scale` and a range of the analyst's own", likelihoodShape, false},
		{"basis", "whose reading it is: published, an analyst's reading", lineShape, false},
	}
}

// likelihoodShape is a word of estimate with the scale it is meant on, or with a range that an analyst gives it.
var likelihoodShape = &shape{def: "likelihood", what: "a word such as `likely`, or `{word: likely, scale: icd203}`", text: prose, keys: []key{
	{"word", "the word", lineShape, true},
	{"scale", "the scale that it is meant on", &shape{text: word, words: []string{"icd203", "kent", "phia", "survey"}}, false},
	{"low", "the least that it stands for, in percent, if not what a scale says", &shape{what: "a number", text: number}, false},
	{"high", "the most, in percent", &shape{what: "a number", text: number}, false},
}}

// item returns the shape of a formula or the like that may stand alone or in a mapping with evidence.
func item(def string, text scalar, what, main, doc string, more ...key) *shape {
	plain := &shape{what: what, text: text}
	s := &shape{def: def, what: what + ", or a mapping with `" + main + "`", text: text, keys: []key{{main, doc, plain, true}}}
	return s.with(more...).with(evidence()...)
}

func fileShape() *shape {
	version := &shape{what: "`1`", text: word, words: []string{"1"}}
	o := overrideShape()
	return &shape{def: "file", what: "a mapping with sections such as `title` and `parties`", keys: []key{
		{"parley", "the version of the format: 1", version, true},
		{"title", "what the dispute is called, in a line", lineShape, true},
		{"question", "what the analysis is to answer", textShape, false},
		{"about", "a paragraph or more on the dispute", textShape, false},
		{"citation", "where the model comes from", linesShape, false},
		{"basis", "whose reading the preferences are, for the whole file", lineShape, false},
		{"parties", "who chooses, and what each can do", partiesShape(), true},
		{"states", "graph form only: the states, listed", statesShape(), false},
		o.key("define"), o.key("rules"), o.key("moves"),
		{"status quo", "where things stand: the options that are taken, a state code, or in graph form a state", statusQuoShape(), false},
		o.key("merge"),
		{"preferences", "what each party wants", preferencesShape(), false},
		{"hypotheses", "rival readings of the dispute", groupsShape(), false},
		{"strategies", "rival courses of one party", strategiesShape(), false},
		{"perceptions", "each party's own picture of the conflict", perceptionsShape(), false},
		{"sources", "what the quotes are from", sourcesShape(), false},
		{"claims", "what somebody asserts, with a test", claimsShape(), false},
		{"evidence", "what speaks for and against the rival hypotheses of a group", boardsShape(), false},
		{"simulation", "what runs out behind the talks: stocks, flows and events", simulationShape(), false},
	}}
}

func (s *shape) key(name string) key {
	k, ok := s.find(name)
	if !ok {
		panic("scenario: no key " + name)
	}
	return k
}

func partiesShape() *shape {
	irreversible := key{"irreversible", "`true` or `taken`: once taken it stays; `dropped`: once dropped, or never taken, it cannot be taken; `both`: neither",
		&shape{text: word, words: []string{"true", "taken", "dropped", "both", "false"}}, false}
	label := key{"label", "what taking it means", lineShape, false}
	about := key{"about", "more on it", textShape, false}
	level := &shape{def: "level", what: "a label, or a mapping with `label`", text: prose, keys: []key{label, about, irreversible}}
	level = level.with(evidence()...)
	choice := key{"choice", "levels, of which exactly one holds in every state",
		&shape{what: "a mapping from levels to labels", others: level, other: "a level", naming: name}, false}
	opt := &shape{def: "option", what: "a label, or a mapping with `label`", text: prose, keys: []key{label, about, irreversible, choice}}
	opt = opt.with(evidence()...)
	party := &shape{def: "party", what: "a mapping with `name` and `options`", keys: []key{
		{"name", "the party's name for people", lineShape, false},
		{"about", "more on the party", textShape, false},
		{"options", "what the party can do", &shape{what: "a mapping from option ids to labels", others: opt, other: "an option", naming: name}, false},
		{"moves", "graph form only: the party's moves between listed states", &shape{what: "a list of moves such as `s1 -> s2`",
			list: &shape{what: "a move such as `s1 -> s2`", text: arc}}, false},
	}}
	return &shape{what: "a mapping from party ids to parties", others: party, other: "a party", naming: name}
}

// labelsShape is what an override may say of parties: other labels.
func labelsShape() *shape {
	label := key{"label", "what taking it means", lineShape, false}
	level := &shape{what: "a label, or a mapping with `label`", text: prose, keys: []key{label}}
	opt := &shape{what: "a label, or a mapping with `label`", text: prose, keys: []key{label,
		{"choice", "labels of levels", &shape{what: "a mapping from levels to labels", others: level, other: "a level", naming: name}, false}}}
	party := &shape{def: "labels", what: "a mapping with `name` and `options`", keys: []key{
		{"name", "the party's name for people", lineShape, false},
		{"options", "labels of its options", &shape{what: "a mapping from option ids to labels", others: opt, other: "an option", naming: name}, false},
	}}
	return &shape{what: "a mapping from party ids to labels", others: party, other: "a party", naming: name}
}

func statesShape() *shape {
	state := &shape{what: "a label, or a mapping with `label`", text: prose, keys: []key{
		{"label", "what the state is, for people", lineShape, false},
		{"about", "more on it", textShape, false},
	}}
	return &shape{what: "a mapping from state ids to labels, or a list of ids", others: state, other: "a state", naming: name,
		list: &shape{what: "an id", text: name}}
}

func statusQuoShape() *shape {
	return &shape{what: "a list of options or a state code", text: status, list: optionShape}
}

func preferencesShape() *shape {
	rival := item("", formula, "a formula", "statement", "what the party wants true")
	statement := item("statement", formula, "a formula", "statement", "what the party wants true",
		key{"either", "rivals at one priority: which one is not known", &shape{what: "a list of formulas", list: rival}, false},
		key{"strong", "of two states that this statement, or one above it, tells apart, one is greatly preferred", flagShape, false})
	statement.keys[0].required = false
	weight := &shape{what: "a number, or a mapping with `weight`", text: number, keys: []key{
		{"weight", "what it is worth that the formula holds", &shape{what: "a number", text: number}, true}}}
	weight = weight.with(evidence()...)
	tier := &shape{what: "a state or a list of states", text: status, list: &shape{what: "a state", text: status}}
	order := &shape{def: "order", what: "a list of statements, or a mapping with `statements`, `weights` or `ranking`", listAs: "statements",
		list: statement}
	order = order.with(evidence()...).with([]key{
		{"statements", "what the party wants, most important first", &shape{what: "a list of statements", list: statement}, false},
		{"weights", "what it is worth that formulas hold; states rank by the sum", &shape{what: "a mapping from formulas to numbers",
			others: weight, other: "a formula", naming: formula}, false},
		{"ranking", "the states, most preferred first", &shape{what: "a list of states, or a line such as `a > b ~ c >> d`", text: ranking, list: tier}, false},
	}...)
	preference := order.with(key{"either", "which order is right is not known", &shape{what: "a list of orders", list: order}, false})
	preference.def = "preference"
	preference.what = "a list of statements, or a mapping with `statements`, `weights`, `ranking` or `either`"
	return &shape{what: "a mapping from parties to what they want", others: preference, other: "a party", naming: name}
}

// overrideShape is what a choice or a perception may say of the conflict.
func overrideShape() *shape {
	definition := item("definition", formula, "a formula", "definition", "the formula that the name stands for")
	rule := item("rule", formula, "a formula", "rule", "what every feasible state satisfies", key{"name", "a name, to `drop` it by", idShape, false})
	bar := item("move", move, "a text such as `A only after B`", "move", "what a single move may not do", key{"name", "a name, to `drop` it by", idShape, false})
	merge := item("merge", formula, "a formula", "merge", "states that count as one outcome", key{"name", "a name for the outcome, to `drop` it by", idShape, false})
	return &shape{keys: []key{
		{"parties", "labels of parties and options, replaced", labelsShape(), false},
		{"define", "names for formulas", &shape{what: "a mapping from names to formulas", others: definition, other: "a definition", naming: name}, false},
		{"rules", "what every feasible state satisfies", &shape{what: "a list of formulas", list: rule}, false},
		{"moves", "what a single move may not do", &shape{what: "a list such as `[A only after B, irreversible C]`", list: bar}, false},
		{"merge", "states that count as one outcome", &shape{what: "a list of formulas", list: merge}, false},
		{"drop", "names of rules, moves or merges that do not apply", idsShape, false},
		{"without", "options that are not there: never taken", optionsShape, false},
		{"status quo", "where things stand: the options that are taken, a state code, or in graph form a state", statusQuoShape(), false},
		{"preferences", "what the parties named want", preferencesShape(), false},
	}}
}

// choiceShape is what a choice of a hypothesis or a strategy may say: an override.
func choiceShape() *shape {
	s := &shape{def: "choice", what: "a mapping with `claim`, `preferences` and the like", keys: []key{
		{"claim", "what the choice asserts, in a sentence", textShape, false}}}
	s = s.with(evidence()...).with(overrideShape().keys...)
	return s.with(key{"perceptions", "the pictures of the parties named", perceptionsShape(), false},
		key{"simulation", "entries replaced, by name", simulationShape(), false})
}

func groupsShape() *shape { return groups(groupShape()) }

// strategiesShape adds to groups what the outcomes are worth to the party whose courses they are.
func strategiesShape() *shape {
	value := (&shape{def: "value", what: "`{outcome: formula, value: number}`", keys: []key{
		{"outcome", "the formula of what is valued", formulaShape, true},
		{"value", "its worth, on a scale of the analyst's own", &shape{what: "a number", text: number}, true},
	}}).with(evidence()...)
	group := groupShape().with(key{"values", "what outcomes are worth to the party; the first that holds counts", &shape{what: "a list of outcomes with their values", list: value}, false})
	group.def = "strategies"
	return groups(group)
}

func groupShape() *shape {
	return &shape{def: "group", what: "a mapping from choices to what they change", others: choiceShape(), other: "a choice", naming: name, keys: []key{
		{"question", "what the choices answer", textShape, false},
		{"about", "more on it", textShape, false},
		{"party", "whose courses the choices are", idShape, false},
	}}
}

func groups(group *shape) *shape {
	return &shape{what: "a mapping from groups to choices", others: group, other: "a group", naming: name}
}

func perceptionsShape() *shape {
	preference := preferencesShape().others
	view := &shape{def: "view", what: "a mapping with `hypothesis`, `preferences` or `unseen`", keys: []key{
		{"hypothesis", "the choice that it is seen under, as group=choice", &shape{what: "a text such as `motive=elective`", text: assumption}, false},
		{"preferences", "what it is thought to want", preference, false},
		{"unseen", "options of it that are not seen", optionsShape, false},
	}}
	view = view.with(evidence()...)
	same := key{"same", "options that look like one", &shape{what: "a list of lists of options", list: optionsShape}, false}
	picture := (&shape{}).with(evidence()...).with(overrideShape().keys...).with(same)
	picture.def = "perception"
	picture.what = "a mapping from parties to how they are seen, with `rules`, `same` and the like"
	picture.others, picture.other, picture.naming = view, "a party", name
	return &shape{what: "a mapping from parties to their pictures", others: picture, other: "a party", naming: name}
}

func sourcesShape() *shape {
	source := &shape{def: "source", what: "a mapping with `title`, `author` and the like", keys: []key{
		{"title", "its title", lineShape, false},
		{"author", "who wrote it", lineShape, false},
		{"date", "when it appeared", lineShape, false},
		{"outlet", "where it appeared", lineShape, false},
		{"file", "where its text is kept, beside this file", lineShape, false},
		{"sha256", "SHA-256 hash of that file, so that a change is noticed", lineShape, false},
		{"original", "SHA-256 hash of the page or document that the text was taken from", lineShape, false},
		{"url", "where it is found", lineShape, false},
		{"reliability", "how far it is to be trusted: a letter A to F and a number 1 to 6, or the analyst's words", lineShape, false},
		{"about", "more on it", textShape, false},
	}}
	return &shape{what: "a mapping from source ids to sources", others: source, other: "a source", naming: name}
}

// kinds are the kinds of claims.
var kinds = []string{"fact", "belief", "inference", "cause", "condition", "order", "prediction", "recommendation", "question"}

func claimsShape() *shape {
	claim := &shape{def: "claim", what: "a mapping with `says`", keys: []key{
		{"says", "the claim, in a sentence", textShape, true},
		{"by", "who asserts it", lineShape, false},
		{"kind", "what kind of claim it is", &shape{text: word, words: kinds}, false},
		{"hedge", "the word that it is hedged with", lineShape, false},
		{"likelihood", "how likely the analyst takes it to be: a word, or a mapping with `word`, `scale` and a range of the analyst's own", likelihoodShape, false},
		{"because", "why, in the analyst's words", textShape, false},
		{"quote", "the words of a source", quoteShape, false},
		{"quotes", "the words of several sources", &shape{what: "a list of quotes", list: quoteShape}, false},
		{"basis", "whose reading it is", lineShape, false},
		{"rests on", "ids of claims that it rests on", idsShape, false},
		{"test", "what must be so if the claim is right", testShape(), false},
		{"assuming", "choices that the test takes for granted", &shape{what: "a mapping from groups to choices", others: idShape, other: "a group", naming: name}, false},
	}}
	return &shape{what: "a mapping from claim ids to claims", others: claim, other: "a claim", naming: name}
}

// ratings are the words for how consistent an item of evidence is with a hypothesis.
var ratings = []string{"very inconsistent", "inconsistent", "neutral", "consistent", "very consistent", "n/a"}

// boardsShape is evidence set against the choices of groups.
func boardsShape() *shape {
	rating := &shape{what: "a rating such as `inconsistent`", text: word, words: ratings}
	rated := *rating
	rated.list = rating
	num := &shape{what: "a number from 0 to 1", text: number}
	odds := &shape{what: "a mapping from choices to numbers", others: num, other: "a choice", naming: name}
	observed := &shape{def: "observed", what: "a mapping with `party` and `take` or `drop`", keys: []key{
		{"party", "who was seen to move", idShape, true},
		{"take", "options that it took", optionsShape, false},
		{"drop", "options that it dropped", optionsShape, false},
		{"to", "graph form only: the state it moved to", idShape, false},
		{"from", "the state that it moved from, if not the one that the move seen before led to, or the status quo", &shape{what: "a state code", text: status}, false},
	}}
	row := &shape{def: "item", what: "a mapping with `says` and `ratings`", keys: []key{{"says", "what is known, in a sentence", textShape, true}}}
	row = row.with(evidence()...).with(
		key{"reliability", "how far it is to be trusted, if not as its sources: a letter A to F and a number 1 to 6", lineShape, false},
		key{"observed", "a move that was seen; how it fits each choice follows from the preferences there", observed, false},
		key{"ratings", "how consistent it is with each choice; a list where several analysts rate", &shape{what: "a mapping from choices to ratings", others: &rated, other: "a choice", naming: name}, false},
		key{"likelihoods", "how likely it would be under each choice, from 0 to 1, for the rule of Bayes", odds, false})
	board := &shape{def: "board", what: "a mapping with `items`", keys: []key{
		{"about", "more on it", textShape, false},
		{"basis", "whose reading the ratings are", lineShape, false},
		{"analysts", "who rates, in the order of the lists of ratings", linesShape, false},
		{"priors", "how likely each choice is before the evidence, for the rule of Bayes", odds, false},
		{"items", "what is known", &shape{what: "a mapping from ids to items", others: row, other: "an item", naming: name}, true},
	}}
	return &shape{what: "a mapping from groups to evidence", others: board, other: "a group", naming: name}
}

// testShape is the shape of a claim's test. Tests hold tests, so that it refers to itself.
func testShape() *shape {
	test := &shape{def: "test", what: "a mapping with a verb such as `stable`"}
	tests := &shape{what: "a list of tests", list: test}
	goal := key{"goal", "the outcome in question", formulaShape, true}
	lever := key{"lever", "the option in question", optionShape, true}
	test.keys = []key{
		{"stable", "some state with it is an equilibrium", formulaShape, false},
		{"never stable", "no state with it is an equilibrium", formulaShape, false},
		{"reached", "every best-reply path from the status quo ends where it holds", formulaShape, false},
		{"never reached", "no best-reply path from the status quo ends where it holds", formulaShape, false},
		{"can reach", "some sequence of moves from the status quo leads there", formulaShape, false},
		{"requires", "with any one of the options taken away the goal cannot be reached", &shape{what: "`{goal: formula, each: [options]}`",
			keys: []key{goal, {"each", "the options", optionsShape, true}}}, false},
		{"no effect", "with or without the option, the goal is stable or reached alike", &shape{what: "`{lever: option, goal: formula}`", keys: []key{lever, goal}}, false},
		{"enables", "the goal is stable or reached with the option and not without it", &shape{what: "`{lever: option, goal: formula}`", keys: []key{lever, goal}}, false},
		{"prefers", "the party prefers every state with the first to every state with the second", &shape{what: "`{party: id, state: formula, to: formula}`", keys: []key{
			{"party", "whose preference", idShape, true}, {"state", "what it prefers", formulaShape, true}, {"to", "to what", formulaShape, true}}}, false},
		{"surprised", "what the party expects, by its own perception, differs from what happens", &shape{what: "`{party: id}`", keys: []key{{"party", "who is surprised", idShape, true}}}, false},
		{"all of", "all of the tests hold", tests, false},
		{"any of", "any of the tests hold", tests, false},
		{"not", "the test does not hold", test, false},
		{"concept", "the solution concept: seq unless said otherwise", &shape{what: "a solution concept such as `seq`", text: name}, false},
		{"by", "which moves `can reach` may use: improvements unless said otherwise", &shape{text: word, words: []string{"moves", "improvements", "best replies"}}, false},
		{"from", "a state or a formula in place of the status quo", &shape{what: "a state code or a formula", text: formula}, false},
	}
	return test
}
