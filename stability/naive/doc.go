// Package naive is the engine that transcribes the definitions, one function for each, so that a reader with doc/theory.md
// beside it can check every line. It is slow on purpose: every other engine is tested against it. Numbers in parentheses
// are sections of that file.
//
// # Moves and sequences
//
// R_i(s) are the moves of party i from s, R_i^+(s) its improvements: the moves to states that it prefers to s (1.2; Fang,
// Hipel and Kilgour 1993). R_H(s) are the ends of the legal sequences of a group H (1.3): by induction,
//
//  1. j∈H and q∈R_j(s) put q into R_H(s) and j into Ω_H(s,q), the set of last movers;
//  2. q∈R_H(s), j∈H, r∈R_j(q) and Ω_H(s,q) ≠ {j} put r into R_H(s) and j into Ω_H(s,r).
//
// So nobody moves twice in a row, and s itself may come back: R_H(s) then contains s. R_H^+(s) is the same with improvements
// in place of moves, each mover improving on the state that it moves from. Of a single party it is one move.
//
// # Single parties
//
// Party i, at s, with opponents N\i; q ⪯_i s says that i prefers s to q or likes both equally.
//
//   - Nash: R_i^+(s) = ∅ (Nash 1950, 1951).
//   - GMR: ∀s1∈R_i^+(s) ∃s2∈R_{N\i}(s1): s2 ⪯_i s (Howard 1971).
//   - SMR: as GMR, and ∀s3∈R_i(s2): s3 ⪯_i s (Howard 1971).
//   - SEQ: as GMR, with s2∈R_{N\i}^+(s1) (Fraser and Hipel 1979, 1984).
//   - SSEQ: as SEQ, and ∀s3∈R_i(s2): s3 ⪯_i s (Rêgo and Vieira 2015 for two parties, 2017 for more).
//   - SIM: for each s1∈R_i^+(s) some choice of {stay, or one q_j∈R_j^+(s)} for each j≠i, joined with s1 option by option,
//     gives a feasible t ⪯_i s (1.6; Fraser and Hipel 1979, 1984). The others' improvements are judged at s.
//   - LimitedMove, horizon h: G_h(i,s) = s, by the recursion at the method from (1.7; Kilgour 1985; Fang, Hipel and Kilgour
//     1993). Where a mover has several equally good moves the definition leaves open what it does; here it makes the one
//     whose outcome is worst for the party that foresees it, then best for the other, and the result carries a warning.
//   - Maximin, horizon h: no q∈R_i(s) has W_{h-1}(q) above i's payoff at s, by the recursion at the methods v and w (1.7;
//     Rêgo and Vieira). Horizons 1, 2 and 3 are Nash, GMR and SMR.
//
// # Unknown preference
//
// The four extensions of Li, Hipel, Kilgour and Fang (2004), where s U_i q says that i's preference between the two is not
// known (2.3). They differ in what tempts a party away from s and in what is bad enough to deter it:
//
//	  tempts                bad, as a sanction s2 and as the end s3 of an escape
//	a q ≻_i s, or q U_i s   q ⪯_i s
//	b q ≻_i s               q ⪯_i s
//	c q ≻_i s, or q U_i s   q ⪯_i s, or q U_i s
//	d q ≻_i s               q ⪯_i s, or q U_i s
//
// In all four those who make a credible sanction (SEQ, SSEQ) move where they prefer to, or where their preference is unknown.
// In c and d an answer may even be s1 itself, where the others can lead away and back: the induction above has it in
// R_{N\i}(s1), and s1 U_i s deters.
//
// # Strength
//
// With ≫_i for great preference (Hamouda, Kilgour and Hipel 2004, 2006): a state is strongly stable if the sanction s2, and
// for SMR and SSEQ every s3, is bad in the stronger sense q ≪_i s (2.4). It is weakly stable if it is stable in general but
// not strongly. Temptation and credible moves do not ask for strength. With unknown preference (2.5; Xu, Hipel, Kilgour
// and Chen 2010) bad in the strong sense is q ≪_i s for a and b, and q ≪_i s or q U_i s for c and d, for s2 and for s3 alike;
// of the readings of that paper's rule for s3 it is the one that yields the known results for Lake Gisborne.
//
// # Coalitions
//
// R_H^{++}(s), the coalition improvements: q∈R_H(s) with q ≻_i s for all i∈H. Only the end of a joint move is compared (1.10;
// Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008).
//
//   - CNash: R_H^{++}(s) = ∅.
//   - CGMR: ∀s1∈R_H^{++}(s) ∃s2∈R_{N\H}(s1) ∃i∈H: s2 ⪯_i s.
//   - CSMR: as CGMR, and ∀s3∈R_H(s2) ∃i∈H: s3 ⪯_i s.
//   - CSEQ: as CGMR, with s2∈R_C^{++}(s1) where C is the class of all coalitions among N\H: by the induction above with
//     coalitions as movers and R_K^{++} as their moves.
//
// # Choices
//
// What the fields of stability.Choices change (1.9):
//
//   - EqualNotSanction puts ≺_i in place of ⪯_i, for the sanction s2 and for the end s3 of an escape. Maximin: an
//     improvement q keeps i at s only if W_{h-1}(q) is less than i's payoff at s.
//   - ReturnNotSanction asks that s2 ≠ s.
//   - EachOnce: in a sequence each party moves at most once; in the sequences of CSEQ each coalition.
//   - Simultaneous: R_H(s), where H is the coalition whose improvements or escapes are looked for, and each K of the class in
//     CSEQ, is one joint change of options between feasible states. The answers in CGMR and CSMR stay sequences.
//   - EscapeByImprovement: of the s3∈R_i(s2) only those count that tempt i at s2. SMR and SSEQ only.
//   - IrreversiblePerArc: see game.Expansion; it holds for simultaneous joint moves too.
//
// LimitedMove and Maximin are defined by recursions on payoffs, where no single answer is a sanction: of the first five,
// EqualNotSanction and EachOnce touch Maximin, and none LimitedMove.
package naive
