package convert_test

import (
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/convert"
	"parley/diag"
)

// edit returns the prisoner's dilemma with one text exchanged for another, and where the mark § of the new text was.
func edit(t *testing.T, old, new string) (src []byte, where string) {
	t.Helper()
	base := string(testdata(t, "prisoners-dilemma.gmcr"))
	if strings.Count(base, old) == 0 {
		t.Fatalf("the file has no %s", old)
	}
	marked := strings.Replace(base, old, new, 1)
	before, after, ok := strings.Cut(marked, "§")
	if !ok {
		return []byte(marked), ""
	}
	line := strings.LastIndex(before, "\n") + 1
	return []byte(before + after), fmt.Sprintf("x.gmcr:%d:%d", strings.Count(before, "\n")+1, len([]rune(before[line:]))+1)
}

func TestMistakesAreNamedAndPlaced(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"infeasibles": [],`, `"infeasibles": [] §"x": 1,`, "this is not JSON: invalid character '\"' after object key:value pair"},
		{`"infeasibles": [],`, `"infeasibles": [§}`, "this is not JSON: invalid character '}' looking for beginning of value"},
		{`"infeasibles": [],`, `"infeasibles": [1,§],`, "this is not JSON: invalid character ']'"},
		{`"infeasibles": [],`, `§'infeasibles': [],`, "this is not JSON: invalid character '\\''"},
		{"{", "\ufeff{§x", "this is not JSON"},
		{`"infeasibles": [],`, `"infeasibles": [], §"infeasibles": [],`, "the key `infeasibles` stands twice"},
		{`"infeasibles": [],`, `"infeasibles": §"none",`, "`infeasibles` must be a list, not a text"},
		{`"infeasibles": [],`, `"infeasibles": [§7],`, "a condition must be a list"},
		{`"infeasibles": [],`, `"infeasibles": [[§7]],`, "a condition is made of pairs"},
		{`"infeasibles": [],`, `"infeasibles": [[§[0, "Y", 1]]],`, "a condition is made of pairs"},
		{`"infeasibles": [],`, `"infeasibles": [[[§2, "Y"]]],`, "`2` is not an option: the file has 2, numbered from 0"},
		{`"infeasibles": [],`, `"infeasibles": [[[§-1, "Y"]]],`, "`-1` is not an option"},
		{`"infeasibles": [],`, `"infeasibles": [[[§0.5, "Y"]]],`, "`0.5` is not an option"},
		{`"infeasibles": [],`, `"infeasibles": [[[§99999999999999999999999, "Y"]]],`, "`99999999999999999999999` is not an option"},
		{`"infeasibles": [],`, `"infeasibles": [[[§"0", "Y"]]],`, "the number of an option must be a number, not a text"},
		{`"infeasibles": [],`, `"infeasibles": [[[0, §"y"]]],`, "write \"Y\" where the option is taken"},
		{`"infeasibles": [],`, `"infeasibles": [[[0, "Y"], §[0, "N"]]],`, "both taken and not taken"},
		{`"infeasibles": [],`, `"infeasibles": [§[]],`, "leaves none feasible"},
		{`"infeasibles": [],`, `"infeasibles": [§[[0, "Y"]], [[0, "N"]]], "x": [],`, ""},
		{`"infeasibles": [],`, `"infeasibles": [{"members": §4}],`, "`members` must be a list, not a number"},
		{`"infeasibles": [],`, `"infeasibles": [{"members": [§4]}],`, "a member of a compound condition must be a list"},
		{`"infeasibles": [],`, `"infeasibles": [§{"compound": true}],`, "this compound condition has no `members`"},
		{`"infeasibles": [],`, `"infeasibles": [` + strings.Repeat("[", 30) + "§" + strings.Repeat("[", 60), "nested more than 32 deep"},
		{`"infeasibles": [],`, "", "the file has no `infeasibles`"},
		{`"useManualPreferenceVectors": false`, `"useManualPreferenceVectors": §0`, "`useManualPreferenceVectors` must be true or false, not a number"},
		{`"useManualPreferenceVectors": false`, `"useManualPreferenceVectors": true`, "the manual rankings count in this file, but this decision maker has none"},
		{`"permittedDirection": "both"`, `"permittedDirection": §"forward"`, "`forward` is not a direction"},
		{`"name": "coop 1"`, `"name": §null`, "`name` must be a text, not null"},
		{`{"name": "coop 1", "permittedDirection": "both"}`, `§"coop 1"`, "an option must be an object, not a text"},
		{`"options": [0]`, `"options": [§2]`, "`2` is not an option"},
		{`"options": [0]`, `"options": [0, 1]`, "the option `coop 2` belongs to `P1` already"},
		{`"options": [0]`, `"options": []`, "the option `coop 1` belongs to no decision maker"},
		{`"options": [0],`, ``, "this decision maker has no `options`"},
		{`"preferences": [ [[1, "Y"]], [[0, "N"]] ]`, `"preference": []`, "this decision maker has no `preferences`"},
		{`"name": "P1"`, `"name": "a` + "\xff" + `"`, "the byte 0xff is not UTF-8 text"},
	} {
		src, where := edit(t, c.old, c.new)
		conflict, problems := convert.ReadGMCR("x.gmcr", src)
		if c.want == "" { // no error of the reader: the stages below find it
			if conflict == nil {
				t.Errorf("%s: %v", c.new, problems)
			}
			continue
		}
		if conflict != nil {
			t.Errorf("%s: it was read", c.new)
			continue
		}
		found := false
		for _, p := range problems.Errors() {
			if strings.Contains(p.Message, c.want) {
				found = true
				if where != "" && p.Where() != where || p.Line == 0 {
					t.Errorf("%s: placed at %s, want %s", c.new, p.Where(), where)
				}
			}
		}
		if !found {
			t.Errorf("%s: no error says %q:\n%v", c.new, c.want, problems)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	many := strings.Repeat(`{"name": "a"}, `, 70)
	for _, c := range []struct{ src, want string }{
		{"", "the file is empty"},
		{" \n", "the file is empty"},
		{"{\"options\": [", "the file ends too early"},
		{"{\"options\": \"abc", "the file ends too early"},
		{"[]", "the file must be an object, not a list"},
		{"{}", "the file has no `options`"},
		{"{} {}", "this is not JSON"},
		{"\x80\x03}q\x00", "older than 0.3"},
		{"parley: 1\n", "this is not JSON"},
		{`{"options": [], "decisionMakers": [], "infeasibles": []}`, "the file has no options"},
		{`{"options": [{"name": "a"}], "decisionMakers": [], "infeasibles": []}`, "the file has no decision makers"},
		{`{"options": [` + many + `{}], "decisionMakers": [], "infeasibles": []}`, "the file has 71 options; parley handles at most 64"},
		{`{"decisionMakers": [` + many + `{}], "options": [{}], "infeasibles": []}`, "the file has 71 decision makers"},
		{strings.Repeat("[", 1<<20), "nested more than 32 deep"},
		{"[" + strings.Repeat("1,", 1<<20) + "1]", "more than 1048576 values"},
		{strings.Repeat(" ", 16<<20) + "{}", "a .gmcr file may have at most"},
	} {
		conflict, problems := convert.ReadGMCR("x.gmcr", []byte(c.src))
		if conflict != nil || !strings.Contains(problems.Errors().Error(), c.want) {
			t.Errorf("%.40q: %.300v, want %q", c.src, problems, c.want)
		}
	}
}

func TestMistakesInRankings(t *testing.T) {
	for _, c := range []struct{ ranking, want string }{
		{`§[3, 4, 1]`, "the ranking leaves out 1 of 4 states: 2 (YN)"},
		{`§[]`, "the ranking leaves out 4 of 4 states: 1 (NN), 2 (YN), 3 (NY), 4 (YY)"},
		{`[3, 4, 1, [2, §3]]`, "the ranking lists the state 3 twice"},
		{`[3, 4, 1, §0]`, "`0` is not a state: there are 4 feasible states, numbered from 1"},
		{`[3, 4, 1, §5]`, "`5` is not a state"},
		{`[3, 4, 1, §18446744073709551618]`, "`18446744073709551618` is not a state"},
		{`[3, 4, 1, §"2"]`, "a state in a ranking must be a number, not a text"},
		{`[3, 4, [1, §[2]]]`, "a state in a ranking must be a number, not a list"},
		{`§"3412"`, "a ranking must be a list, not a text"},
	} {
		src := strings.Replace(string(testdata(t, "prisoners-dilemma.gmcr")), `Vectors": false`, `Vectors": true`, 1)
		src = strings.Replace(src, `"name": "P2",`, `"name": "P2", "preferenceVector": [1, 2, 3, 4],`, 1)
		src = strings.Replace(src, `"name": "P1",`, `"name": "P1", "preferenceVector": `+c.ranking+`,`, 1)
		before, after, _ := strings.Cut(src, "§")
		conflict, problems := convert.ReadGMCR("x.gmcr", []byte(before+after))
		errors := problems.Errors()
		if conflict != nil || len(errors) != 1 || !strings.Contains(errors[0].Message, c.want) {
			t.Errorf("%s: %v, want %q", c.ranking, problems, c.want)
			continue
		}
		if want := len(before[strings.LastIndex(before, "\n")+1:]) + 1; errors[0].Column != want {
			t.Errorf("%s: placed at column %d, want %d", c.ranking, errors[0].Column, want)
		}
	}
}

// A ranking cannot be read where the feasible states cannot be counted.
func TestRankingOfTooManyStates(t *testing.T) {
	var options, owned []string
	for k := range 30 {
		options = append(options, fmt.Sprintf(`{"name": "o%d", "permittedDirection": "both"}`, k))
		owned = append(owned, fmt.Sprint(k))
	}
	src := fmt.Sprintf(`{"options": [%s], "decisionMakers": [{"name": "A", "options": [%s], "preferences": [], "preferenceRanking": [1]}],
		"infeasibles": [%%s], "useManualPreferenceRanking": true}`, strings.Join(options, ","), strings.Join(owned, ","))
	_, problems := convert.ReadGMCR("x.gmcr", fmt.Appendf(nil, src, ""))
	if !strings.Contains(problems.Errors().Error(), "cannot be numbered") {
		t.Error(problems)
	}
	_, problems = convert.ReadGMCR("x.gmcr", fmt.Appendf(nil, src, `[[29, "Y"]], [[29, "N"], [28, "Y"]], [[28, "N"], [29, "N"]]`))
	if e := problems.Errors(); len(e) != 3 || e[0].Line != 2 || !strings.Contains(e.Error(), "no state is feasible") {
		t.Error(problems)
	}
}

func TestAllMistakesAtOnceUpToALimit(t *testing.T) {
	src, _ := edit(t, `"infeasibles": [],`, `"infeasibles": [1, `+strings.Repeat("2, ", 300)+`3],`)
	_, problems := convert.ReadGMCR("x.gmcr", src)
	if len(problems) != 101 || !strings.Contains(problems.Error(), "more than 100 problems") {
		t.Errorf("%d problems", len(problems))
	}
}

// Issues that later stages find carry paths, which lead back into the file.
func TestIssuesOfLaterStagesArePlaced(t *testing.T) {
	src, _ := edit(t, `"infeasibles": [],`, "\"infeasibles\": [\n  [[0, \"Y\"]],\n  [[0, \"N\"]]],")
	c, problems := convert.ReadGMCR("x.gmcr", src)
	if c == nil {
		t.Fatal(problems)
	}
	placed := convert.PlaceGMCR("x.gmcr", src, parley.Issues{{At: c.Rules[1].At, Message: "m"}, {At: "decisionMakers[1].nothing[4]", Message: "n", Doubt: true}, {Message: "o"}})
	if len(placed) != 3 || placed[0].Where() != "x.gmcr:10:3" || placed[1].Where() != "x.gmcr:13:5" || placed[1].Severity != diag.Doubt || placed[2].Line != 1 {
		t.Errorf("%v", placed)
	}
}

func TestIsGMCR(t *testing.T) {
	for name, want := range map[string]bool{"a.gmcr": true, "d/A.GMCR": true, "a.gmcr.yaml": false, "gmcr": false, "": false} {
		if convert.IsGMCR(name) != want {
			t.Errorf("IsGMCR(%q) = %v", name, !want)
		}
	}
}
