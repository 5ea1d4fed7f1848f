"""Files by the SHA-256 of their bytes, outside the database: in a folder, or in a bucket of an S3-compatible service."""
