"""企业微信, and platforms that speak its interface on another host."""
