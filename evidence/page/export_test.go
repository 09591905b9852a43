package page

import "time"

// LimitPDFTime bounds the time of reading a PDF until the function that it returns is called.
func LimitPDFTime(d time.Duration) func() {
	before := pdfTime
	pdfTime = d
	return func() { pdfTime = before }
}
