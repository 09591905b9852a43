// Package inverse turns the question of stability round: not whether a state is stable for a party with the preference
// that it has, but with which preferences it would be (the inverse problem: Kinsara, Kilgour and Hipel 2015; Wang, Hipel,
// Fang and Dang 2018; doc/theory.md 7.1).
//
//   - Of writes down the Condition under which a state is stable for a party, whatever its ranking.
//   - Rankings counts the strict rankings that meet it, exactly and without listing any.
//   - Nearest finds the smallest change of a ranking that meets it, Statements the smallest change of ordered statements.
//
// # The condition
//
// Let s be the state, i the party. What moves i has, and where the others can lead, does not depend on i's own ranking: not
// even for SEQ, where the others move by improvements, since those are judged by their own preferences. Stability of s then
// asks of i's ranking only which states stand below s. With A(s1) for what the others can lead to from s1, every move s1
// of i from s must satisfy:
//
//	Nash        s1 below s
//	GMR, SEQ    s1 below s, or some q in A(s1) below s
//	SMR, SSEQ   s1 below s, or some q in A(s1) below s together with all that i can move on to from q
//	SIM         as SEQ, with A(s1) the feasible combinations of s1 with improvements that the others make from s
//
// A strict ranking has no ties, but s itself may be an answer, or the end of an escape; whether that counts is settled by
// stability.Choices. The condition is monotone: nothing is lost when more states stand below s.
//
// # Counting
//
// Draw a ranking at random: give every state an independent position between 0 and 1, and let t be that of s. Each other
// state is below s with probability t, independently, so that the share of rankings that meet the condition is the integral
// over t, from 0 to 1, of the probability P(t) that the condition holds when every state is below with probability t. A
// clause that asks for one of n states holds with 1-(1-t)^n, a demand for all of n with tⁿ; clauses without a common state
// multiply; what remains is branched on. P is a polynomial in t and 1-t, and the integral of tᵃ(1-t)ᵇ is a!b!/(a+b+1)!, so
// that the number of rankings, m! times the share, is exact.
//
// An example, that of Syria and Iraq in 1975 with release (state 2) as the state: Syria can move to 1 and 3, Iraq answers
// 1 by 4 and 3 by 6. SEQ asks that 1 or 4, and 3 or 6, stand below 2: the integral of (1-(1-t)²)² is 8/15, which makes
// 384 of 720 rankings. A program in use prints 420 = 720·7/12: its loop over Syria's moves lets the verdict on the last one
// overwrite that on the first, so that only one of the two demands is asked for in some of the rankings.
//
// Where only some states may vary, the others keep their order, ties included, and the states that vary are placed between
// them or each other in every strict way.
//
// The rankings of a party are counted with everybody else's as they are. For Nash, GMR and SMR the numbers of the parties may
// be multiplied to get that of all profiles; for SEQ, SSEQ and SIM they may not, since what others prefer decides who can
// answer.
package inverse
