"""The timetable of a programme: sessions → rooms and times. Plain values; knows neither the database nor a page."""
