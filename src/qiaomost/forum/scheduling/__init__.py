"""The scheduler of 1:1 meetings. Plain values in, a plan out; knows neither the database nor a page."""
