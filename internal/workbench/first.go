package workbench

// FirstFile is the scenario file that a new analysis starts from: small, sound, every section explained.
const FirstFile = `# A dispute in one file. Change it into yours; ` + "`parley check`" + ` tells what is wrong, ` + "`parley brief`" + ` what follows.
parley: 1
title: Two neighbours and a hedge
question: Does the hedge stay, and does anybody go to court?
basis: made up, as an example

# Who chooses, and what each can do. An option is taken or not.
parties:
  anna:
    name: Anna
    options:
      cut: Cut the hedge
  bert:
    name: Bert
    options:
      sue: {label: Go to court, irreversible: true}
      pay: Pay for the cutting

# Names for formulas: not, and, or, -> (if … then), <-> (if and only if).
define:
  peace: anna.cut and not bert.sue

# What every feasible state satisfies.
rules:
  - not (bert.sue and bert.pay)

# The options that are taken as things stand; all others are not.
status quo: []

# What each party wants, most important first: a statement outweighs all later ones together.
preferences:
  anna:
    - not bert.sue
    - anna.cut -> bert.pay
    - not anna.cut
  bert:
    - anna.cut
    - not bert.sue
    - not bert.pay
`
