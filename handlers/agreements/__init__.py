"""A unit's agreement (责任书)."""
