//! Notes, checkpoints, proof files and policies: what is written is read, and what is malformed is refused.
