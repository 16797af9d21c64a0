const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** An ISO time as hours and minutes, with the day if it is not today. */
export function shortTime(iso: string): string {
	const time = new Date(iso);
	const isToday = time.toDateString() === new Date().toDateString();
	return isToday ? clock.format(time) : `${day.format(time)}, ${clock.format(time)}`;
}
