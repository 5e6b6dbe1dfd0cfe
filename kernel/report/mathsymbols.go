package report

import "strings"

// table reads "name sign name sign ...".
func table(s string) map[string]string {
	f := strings.Fields(s)
	m := make(map[string]string, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}

// identifiers are letters and signs that stand for themselves.
var identifiers = table(`
	alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
	lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
	phi ϕ varphi φ chi χ psi ψ omega ω
	Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
	ell ℓ hbar ℏ infty ∞ partial ∂ nabla ∇ emptyset ∅ varnothing ∅ Re ℜ Im ℑ aleph ℵ
	ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ prime ′ % % $ $ # # _ _`)

// operators are signs with spacing around them, and delimiters.
var operators = table(`
	times × cdot ⋅ div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ otimes ⊗ odot ⊙ setminus ∖
	le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅
	propto ∝ perp ⊥ bot ⊥ parallel ∥ mid ∣ nmid ∤ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇
	cup ∪ cap ∩ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ forall ∀ exists ∃ top ⊤
	to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⟹ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺
	mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓ hookrightarrow ↪
	colon : lbrace { rbrace } { { } } lbrack [ rbrack ] langle ⟨ rangle ⟩ vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ | ‖
	lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ & & coloneqq ≔ triangleq ≜ succ ≻ prec ≺ succeq ⪰ preceq ⪯ / /`)

// bigOperators carry limits above and below in display; integrals beside.
var bigOperators = table(`sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀`)

var functions = names("ln log exp sin cos tan cot sinh cosh tanh arcsin arccos arctan max min sup inf lim limsup liminf arg argmax argmin det dim ker Pr gcd deg mod")

// limitFunctions carry their subscript below in display.
var limitFunctions = map[string]bool{"max": true, "min": true, "sup": true, "inf": true, "lim": true, "limsup": true,
	"liminf": true, "argmax": true, "argmin": true, "det": true, "Pr": true}

func names(s string) map[string]string {
	m := map[string]string{}
	for _, f := range strings.Fields(s) {
		m[f] = f
	}
	return m
}

var spaces = map[string]string{",": "0.17em", ":": "0.22em", ">": "0.22em", ";": "0.28em", "!": "-0.17em", " ": "0.33em", "quad": "1em", "qquad": "2em"}

var accents = table(`hat ^ widehat ^ bar ¯ overline ¯ tilde ~ widetilde ~ dot ˙ ddot ¨ vec → check ˇ breve ˘`)

// ignored commands say how TeX sets something that MathML settles itself.
var ignored = map[string]bool{"displaystyle": true, "textstyle": true, "scriptstyle": true, "notag": true, "nonumber": true, "middle": true}

// An alphabet of mathematical letters in Unicode.
type alphabet struct {
	capital, small, digit rune
	holes                 map[rune]rune
}

var alphabets = map[string]alphabet{
	"mathbf":     {'𝐀', '𝐚', '𝟎', nil},
	"boldsymbol": {'𝑨', '𝒂', '𝟎', nil},
	"mathbb":     {'𝔸', '𝕒', '𝟘', map[rune]rune{'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'}},
	"mathcal": {'𝒜', '𝒶', 0, map[rune]rune{'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ', 'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ',
		'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'}},
}

// An environment is a table between delimiters.
type environment struct {
	open, close string
	align       string // by column: r, l or c, the last repeated
	display     bool
}

var environments = map[string]environment{
	"aligned": {align: "rlrlrlrl", display: true}, "align": {align: "rlrlrlrl", display: true}, "split": {align: "rlrlrlrl", display: true},
	"gathered": {align: "c", display: true}, "gather": {align: "c", display: true}, "equation": {align: "c", display: true},
	"cases": {open: "{", align: "l"}, "array": {align: "c"}, "matrix": {align: "c"}, "smallmatrix": {align: "c"},
	"pmatrix": {"(", ")", "c", false}, "bmatrix": {"[", "]", "c", false}, "vmatrix": {"|", "|", "c", false},
}

func (e environment) alignment(column int) string {
	c := e.align[min(column, len(e.align)-1)]
	return map[byte]string{'r': "right", 'l': "left", 'c': "center"}[c]
}
