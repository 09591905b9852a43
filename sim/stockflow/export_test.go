package stockflow

// Halving lets a run find moments by halving alone.
func (r *Run) Halving() { r.halving = true }
