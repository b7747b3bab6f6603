//! The editors' screens through their router, as a browser meets them.
