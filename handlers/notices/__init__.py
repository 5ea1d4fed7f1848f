"""Supervision notices (督办单): drafted by the ladder or by hand, sent, received, objected to, answered, closed out."""
