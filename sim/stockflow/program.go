package stockflow

// Program is a compiled model. It is not changed by runs and safe for concurrent use.
type Program struct {
	model  *Model
	values []float64 // registers at the start
	factor []float64 // of each name register: what a value in its unit is multiplied with

	params, inputs []int32 // registers
	static         []instr // to be done when an input is set
	inputly        []instr // those of them behind which there is an input
	rates          []instr // to be done before rates are read
	checks         []instr // and before conditions are read
	reads          []instr // and before auxiliaries are read
	time           int32

	stocks    []stock
	flows     []flow
	schedules []schedule
	events    []event
	queued    bool // some flow has a fixed delay
	drawn     bool // some flow draws, or some stock has noise: steps cannot be repeated
	named     map[string]int32
	units     map[string]float64
	quick     *quickly // nil: steps can be made the plain way only
}

type stock struct {
	reg, start, floor, cap, noise int32   // -1: none
	in, out                       []int32 // flows that can be cut
}

type flow struct {
	from, to   int // -1: outside
	rate       int32
	draw       Draw
	delay      int32 // register of a fixed delay, -1: none
	heldAtOnce int32 // register of what is on its way at the start, -1: nothing
	name       int   // index of the flow in the model
	first      bool  // it stands for the flow itself and not for a stage of its delay
}

type schedule struct {
	reg    int32
	times  []float64
	values []float64
	linear bool
}

type event struct {
	when, held, hazard  int32 // -1: none
	left, right         int32 // when is left < right, of which one is a stock with noise; else -1
	noisy               int   // that stock
	sets                []set
	code                []instr // for sets
	first, every        float64
	repeat, edge, stops bool
}

type set struct {
	stock int
	reg   int32
}
