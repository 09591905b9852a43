package stockflow_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/sim/stockflow"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.8g, want %.8g within %g", what, got, want, tolerance)
	}
}

func start(t *testing.T, m *stockflow.Model, seed uint64) *stockflow.Run {
	t.Helper()
	p, err := stockflow.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	r := p.NewRun()
	r.Start(nil, rand.New(rand.NewPCG(seed, 1)))
	return r
}

// advance goes on to a time, past events, and returns the last one.
func advance(t *testing.T, r *stockflow.Run, to float64) int {
	t.Helper()
	last := -1
	for {
		e, err := r.Advance(to)
		if err != nil {
			t.Fatal(err)
		}
		if e < 0 {
			return last
		}
		last = e
	}
}

// Iwo Jima after Engel (1954), with the rates and the schedule of landings of the published recalculations.
func TestIwoJima(t *testing.T) {
	landings := []stockflow.Point{{0, 54000}, {1, 0}, {2, 6000}, {3, 0}, {5, 13000}, {6, 0}}
	fight := stockflow.Lanchester{B: 21500, KillB: 0.0106, KillA: 0.0544, Reinforce: landings, Step: 0.001, Stop: 60}
	r := start(t, fight.Model(), 1)
	for _, x := range [][3]float64{{1, 52835.5, 21220.0}, {2, 51696.2, 20666.0}, {3, 56587.4, 20092.1}, {6, 66453.7, 18274.3}, {10, 62777.8, 15536.7},
		{20, 56063.1, 9268.3}, {30, 52596.8, 3536.8}, {36, 51985.2, 216.8}} {
		advance(t, r, x[0])
		near(t, "M", r.Stock(0), x[1], 0.06)
		near(t, "N", r.Stock(1), x[2], 0.06)
	}
	if e := advance(t, r, 60); e != 1 || !r.Ended() {
		t.Fatalf("event %d, ended %v", e, r.Ended())
	}
	near(t, "end", r.Time(), 36.394, 6e-4)
	near(t, "M at the end", r.Stock(0), 51982.9, 0.06)
	fight.B = 21000
	r = start(t, fight.Model(), 1)
	advance(t, r, 60)
	near(t, "end", r.Time(), 35.144, 6e-4)
	near(t, "M at the end", r.Stock(0), 53079.8, 0.06)
	// A step that does not divide the days is cut at the points of the schedule.
	fight.B, fight.Step = 21500, 0.07
	r = start(t, fight.Model(), 1)
	advance(t, r, 36)
	near(t, "M with a crooked step", r.Stock(0), 51985.2, 0.06)
}

func TestSquareLaw(t *testing.T) {
	for _, x := range []struct{ a0, b0, a, b, left, end, within float64 }{
		{100, 80, .01, .01, 60, 109.8612, 1e-4},
		{1000, 800, .8, .9, 529.150, 1.47417, 1e-5},
		{54000, 21500, .0106, .0544, 23317.3, 61.744, 6e-4},
	} {
		r := start(t, stockflow.Lanchester{A: x.a0, B: x.b0, KillB: x.a, KillA: x.b, Step: x.end / 500, Stop: 2 * x.end}.Model(), 1)
		if e := advance(t, r, 2*x.end); e != 1 {
			t.Errorf("event %d", e)
		}
		near(t, "left", r.Stock(0), x.left, 0.06)
		near(t, "end", r.Time(), x.end, x.within)
		end, left := stockflow.SquareLawEnd(x.a0, x.b0, x.a, x.b)
		near(t, "closed left", left, x.left, 0.06)
		near(t, "closed end", end, x.end, x.within)
	}
	r := start(t, stockflow.Lanchester{A: 100, B: 80, KillB: .01, KillA: .01, Step: .1, Stop: 200}.Model(), 1)
	advance(t, r, 50)
	near(t, "A at 50", r.Stock(0), 71.0750, 6e-5)
	near(t, "B at 50", r.Stock(1), 38.1005, 6e-5)
	a, b := stockflow.SquareLaw(100, 80, .01, .01, 50)
	near(t, "A at 50", a, r.Stock(0), 1e-8)
	near(t, "B at 50", b, r.Stock(1), 1e-8)
}

// The linear law keeps aA − bB, the mixed law (a/2)A² − bB.
func TestInvariants(t *testing.T) {
	for law, keeps := range map[stockflow.Law]func(a, b float64) float64{
		stockflow.Square: func(a, b float64) float64 { return .02*a*a - .03*b*b },
		stockflow.Linear: func(a, b float64) float64 { return .02*a - .03*b },
		stockflow.Mixed:  func(a, b float64) float64 { return .01*a*a - .03*b },
	} {
		r := start(t, stockflow.Lanchester{Law: law, A: 50, B: 30, KillB: .02, KillA: .03, Step: .01, Stop: 1}.Model(), 1)
		before := keeps(50, 30)
		advance(t, r, 1)
		if r.Stock(0) > 49.9 {
			t.Error("nothing happened")
		}
		near(t, "invariant", keeps(r.Stock(0), r.Stock(1)), before, 1e-6)
	}
}

func TestStochasticSquareLaw(t *testing.T) {
	for _, x := range []struct {
		a, b int
		p    float64
	}{{1, 1, .5}, {2, 1, .83333}, {3, 2, .775}, {5, 4, .715209}, {10, 8, .791358}} {
		near(t, "P(A wins)", stockflow.StochasticSquareLaw(x.a, x.b, 1, 1), x.p, 5e-6)
	}
	// The same by drawing whole deaths in small steps.
	m := stockflow.Lanchester{A: 3, B: 2, KillB: 1, KillA: 1, Step: .01, Stop: 30}.Model()
	m.Flows[0].Draw, m.Flows[1].Draw = stockflow.Binomial, stockflow.Binomial
	p, err := stockflow.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	r := p.NewRun()
	wins, n := 0, 4000
	for i := range n {
		r.Start(nil, rand.New(rand.NewPCG(7, uint64(i))))
		if advance(t, r, 30) == 1 {
			wins++
		}
		if a := r.Stock(0); a != math.Trunc(a) {
			t.Fatalf("%g is no whole number", a)
		}
	}
	near(t, "drawn P(A wins)", float64(wins)/float64(n), .775, 4*math.Sqrt(.775*.225/float64(n))+.01)
}

func TestSalvo(t *testing.T) {
	near(t, "worked example", stockflow.SalvoLoss(2, 2, 2.5, 2*4), 1.6, 1e-12)
	for _, x := range [][2]float64{{7.2, 16}, {8, 24}, {8, 16}, {6.4, 16}} { // worked examples 1 and 2: the defence stops more than comes in
		near(t, "defence exceeds", stockflow.SalvoLoss(2, x[1]/2, 1, x[0]), 0, 0)
	}
	r := start(t, stockflow.Salvo{A: stockflow.Force{Units: 2, Hits: 4, Staying: 1}, B: stockflow.Force{Units: 2, Stops: 2, Staying: 2.5}, Every: 1, Stop: 1}.Model(), 1)
	advance(t, r, 1)
	near(t, "B after the salvo", r.Stock(1), 0.4, 1e-12)
	near(t, "A after the salvo", r.Stock(0), 2, 0)

	mean, variance := stockflow.Leakers(20, 16, .7)
	near(t, "leakers", mean, 8.8, 1e-12)
	near(t, "variance", variance, 3.36, 1e-12)
	mean, _ = stockflow.Leakers(20, 24, .7)
	near(t, "leakers, enough interceptors", mean, 6, 1e-12)
	near(t, "E max(0, N(1,2))", stockflow.MeanAbove(1, 2), 1.395593, 5e-7)

	// Stochastic salvo: one unit of 20 missiles that all fly true, a defence of 16 interceptors of .7, a staying power of 1.
	m := stockflow.Salvo{A: stockflow.Force{Units: 1, Hits: 20, Shots: 20, Staying: 1}, B: stockflow.Force{Units: 100, Stops: .16 * .7, Tries: .16, Staying: 1}, Draws: true, Every: 1, Stop: 1}.Model()
	p, err := stockflow.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	x, n := p.NewRun(), 20000
	sum, squares := 0.0, 0.0
	for i := range n {
		x.Start(nil, rand.New(rand.NewPCG(3, uint64(i))))
		advance(t, x, 1)
		leaked := 100 - x.Stock(1)
		sum += leaked
		squares += leaked * leaked
	}
	got := sum / float64(n)
	near(t, "drawn leakers", got, 8.8, 4*math.Sqrt(3.36/float64(n)))
	near(t, "drawn variance", squares/float64(n)-got*got, 3.36, .15)
}

func TestInterceptors(t *testing.T) {
	r := start(t, stockflow.Interceptors{Stock: 300, Made: 30, Raid: 100, Shots: 2, KillP: .7, Step: .25, Horizon: 4}.Model(), 1)
	e, err := r.Advance(4)
	if e != 0 || err != nil {
		t.Fatal(e, err)
	}
	near(t, "empty", r.Time(), 1.764706, 1e-6)
	near(t, "leaked before", r.Stock(1), .09*100*1.764706, 1e-4)
	advance(t, r, 4)
	near(t, "stock", r.Stock(0), 0, 1e-9)
	leak := 1 - .15*.91
	near(t, "leaked after", r.Stock(1), .09*100*1.764706+leak*100*(4-1.764706), .01)
}

func TestProportionalStock(t *testing.T) {
	m := &stockflow.Model{Step: 1, Horizon: 1000, Method: stockflow.RK4,
		Stocks: []stockflow.Stock{{Name: "S", Start: "300"}},
		Flows:  []stockflow.Flow{{Name: "in", To: "S", Rate: "6"}, {Name: "out", From: "S", Rate: ".04 * S"}},
		Events: []stockflow.Event{{Name: "low", When: "S < 200"}}}
	r := start(t, m, 1)
	if e, err := r.Advance(1000); e != 0 || err != nil {
		t.Fatal(e, err)
	}
	near(t, "time to 200", r.Time(), 27.465307, 1e-5)
	near(t, "closed", stockflow.TimeToLevel(300, 6, .04, 200), 27.465307, 5e-7)
	advance(t, r, 60)
	near(t, "level", r.Stock(0), stockflow.Level(300, 6, .04, 60), 1e-5)
	advance(t, r, 1000)
	near(t, "equilibrium", r.Stock(0), 150, 1e-6)
}

// First passage of a random walk, steps of a month: with the crossings within steps drawn the law is met.
func TestFirstPassage(t *testing.T) {
	m := &stockflow.Model{Clock: "month", Step: 1, Horizon: 400,
		Stocks: []stockflow.Stock{{Name: "S", Start: "100", Noise: "10", Floor: "-1e9"}},
		Flows:  []stockflow.Flow{{Name: "out", From: "S", Rate: "2"}},
		Events: []stockflow.Event{{Name: "line", When: "S < 0", Stop: true}}}
	p, err := stockflow.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	r, n := p.NewRun(), 20000
	var times []float64
	for i := range n {
		r.Start(nil, rand.New(rand.NewPCG(11, uint64(i))))
		advance(t, r, 400)
		times = append(times, r.Time())
	}
	slices.Sort(times)
	by := func(t float64) float64 { k, _ := slices.BinarySearch(times, t+1e-6); return float64(k) / float64(n) }
	near(t, "closed P(T<=12)", stockflow.FirstPassage(100, 2, 10, 12), .023515, 5e-7)
	near(t, "closed P(T<=24)", stockflow.FirstPassage(100, 2, 10, 24), .213013, 5e-7)
	near(t, "P(T<=12)", by(12), .023515, 4*math.Sqrt(.0235*.9765/float64(n)))
	near(t, "P(T<=24)", by(24), .213013, 4*math.Sqrt(.213*.787/float64(n)))
	near(t, "median", times[n/2], 40.217, 1.2)
	sum, squares := 0.0, 0.0
	for _, x := range times {
		sum += x
		squares += x * x
	}
	mean := sum / float64(n)
	near(t, "mean", mean, 50, 4*35.355/math.Sqrt(float64(n))+.5)
	// Its kurtosis above the normal one is 15·50/100, which gives the error of the deviation.
	near(t, "deviation", math.Sqrt(squares/float64(n)-mean*mean), 35.355, 4*35.355*math.Sqrt((7.5+2)/(4*float64(n))))
}

func TestBargaining(t *testing.T) {
	demand, war := stockflow.RiskReturn(.5, .1, .3)
	near(t, "demand", demand, .6, 1e-12)
	near(t, "P(war)", war, 1.0/3, 1e-12)
	near(t, "shift", stockflow.CommitmentShift(.6, .1, .9), .05/.9, 1e-12)
	a, b, mean := stockflow.AttritionWar(10, 10, 1, 1)
	near(t, "quit", a+b, .2, 1e-12)
	near(t, "mean", mean, 5, 1e-12)
	near(t, "P(>10)", math.Exp(-(a+b)*10), .1353, 5e-5)
}
