//! Words and phrases of any script, as the gate, the namer and the browser see them.
