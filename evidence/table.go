package evidence

// words is the table. Of several ranges the one of ICD-203 stands first where that has the word. Words that no scale has
// carry a range proposed here, or none. PHIA leaves gaps between its ranges on purpose.
var words = []Word{
	{Text: "certain", Kind: Estimate, Ranges: []Range{{Kent, 100, 100, 100}}, also: []string{"certainly"}},
	{Text: "almost certain", Kind: Estimate, Ranges: []Range{{ICD203, 95, 99, 0}, {Kent, 87, 99, 93}, {PHIA, 95, 100, 0}, {Survey, 90, 98, 95}},
		also: []string{"almost certainly"}},
	{Text: "nearly certain", Kind: Estimate, Ranges: []Range{{ICD203, 95, 99, 0}}, also: []string{"nearly certainly"}},
	{Text: "very likely", Kind: Estimate, Ranges: []Range{{ICD203, 80, 95, 0}}, also: []string{"highly probable"}},
	{Text: "very probable", Kind: Estimate, Ranges: []Range{{Proposed, 80, 95, 0}}, also: []string{"very probably"}},
	{Text: "highly likely", Kind: Estimate, Ranges: []Range{{PHIA, 80, 90, 0}, {Survey, 84, 95, 90}}},
	{Text: "very good chance", Kind: Estimate, Ranges: []Range{{Survey, 75, 85, 80}}},
	{Text: "likely", Kind: Estimate, Ranges: []Range{{ICD203, 55, 80, 0}, {PHIA, 55, 75, 0}, {Survey, 65, 75, 70}}},
	{Text: "probable", Kind: Estimate, Ranges: []Range{{ICD203, 55, 80, 0}, {Kent, 63, 87, 75}, {PHIA, 55, 75, 0}, {Survey, 65, 79, 70}}},
	{Text: "probably", Kind: Estimate, Ranges: []Range{{ICD203, 55, 80, 0}, {Kent, 63, 87, 75}, {PHIA, 55, 75, 0}, {Survey, 65, 80, 75}}},
	{Text: "we believe", Kind: Estimate, Ranges: []Range{{Survey, 60, 80, 70}}},
	{Text: "better than even", Kind: Estimate, Ranges: []Range{{Survey, 55, 60, 60}}},
	{Text: "may well", Kind: Estimate, Ranges: []Range{{Proposed, 40, 70, 0}}, also: []string{"might well"}},
	{Text: "roughly even chance", Kind: Estimate, Ranges: []Range{{ICD203, 45, 55, 0}}, also: []string{"roughly even odds"}},
	{Text: "about even", Kind: Estimate, Ranges: []Range{{Kent, 40, 60, 50}, {Survey, 50, 50, 50}}, also: []string{"chances about even"}},
	{Text: "realistic possibility", Kind: Estimate, Ranges: []Range{{PHIA, 40, 50, 0}}},
	{Text: "unlikely", Kind: Estimate, Ranges: []Range{{ICD203, 20, 45, 0}, {PHIA, 25, 35, 0}, {Survey, 10, 29, 20}}},
	{Text: "improbable", Kind: Estimate, Ranges: []Range{{ICD203, 20, 45, 0}, {Survey, 7, 28, 15}}, also: []string{"improbably"}},
	{Text: "probably not", Kind: Estimate, Ranges: []Range{{Kent, 20, 40, 30}, {Survey, 20, 39, 26.5}}},
	{Text: "we doubt", Kind: Estimate, Ranges: []Range{{Survey, 15, 33, 25}}},
	{Text: "little chance", Kind: Estimate, Ranges: []Range{{Survey, 10, 20, 15}}},
	{Text: "chances slight", Kind: Estimate, Ranges: []Range{{Survey, 10, 15, 10}}, also: []string{"chances are slight"}},
	{Text: "very unlikely", Kind: Estimate, Ranges: []Range{{ICD203, 5, 20, 0}}, also: []string{"highly improbable"}},
	{Text: "highly unlikely", Kind: Estimate, Ranges: []Range{{PHIA, 10, 20, 0}, {Survey, 5, 10, 5}}},
	{Text: "almost certainly not", Kind: Estimate, Ranges: []Range{{Kent, 2, 12, 7}}},
	{Text: "almost no chance", Kind: Estimate, Ranges: []Range{{ICD203, 1, 5, 0}, {Survey, 1, 5, 2}}},
	{Text: "remote", Kind: Estimate, Ranges: []Range{{ICD203, 1, 5, 0}}},
	{Text: "remote chance", Kind: Estimate, Ranges: []Range{{PHIA, 0, 5, 0}}},
	{Text: "impossible", Kind: Estimate, Ranges: []Range{{Kent, 0, 0, 0}}, also: []string{"cannot be"}},

	// Kent reserves "possible" for what no likelihood can be put on; 5 percent is what a possibility worth naming grants.
	{Text: "could", Kind: Possibility, Ranges: []Range{{Proposed, 5, 100, 0}},
		also: []string{"possible", "possibly", "possibility", "possibilities", "may", "might", "perhaps", "can", "conceivable", "conceivably"}},

	{Text: "seems", Kind: Attributed, also: []string{"seem", "seemingly", "appears", "appear", "apparently", "it became clear"}},
	{Text: "claims", Kind: Attributed, also: []string{"claim", "claimed", "says", "say", "said", "argues", "argue", "argued", "asserts", "insists", "insisted",
		"alleges", "alleged", "allegedly", "reportedly", "according to", "regards", "regard", "regarded", "believes", "believe", "paint", "paints",
		"portray", "portrays", "indicated", "indicates", "emphasized", "public statements", "for the russians"}},

	// How sure an analyst is of a judgement is another thing than how likely it is: ICD-203 and PHIA rate it apart.
	{Text: "confidence", Kind: Confidence, also: []string{"high confidence", "moderate confidence", "medium confidence", "low confidence", "confident"}},

	{Text: "sooner or later", Kind: Dateless, also: []string{"eventually", "at least for now", "for now", "for the moment", "in the end", "soon", "one day"}},

	{Text: "will", Kind: Flat, also: []string{"always", "never", "only", "must", "in fact", "inevitably", "undoubtedly", "clearly", "cannot", "require", "requires", "certain to"}},
}
