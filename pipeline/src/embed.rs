//! Stage 3: sentence vectors.
