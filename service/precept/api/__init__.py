"""HTTP: wire shapes, strict decoding, problems, the contract. The only room that knows Litestar."""
