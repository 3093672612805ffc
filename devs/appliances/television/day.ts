// The television, for a day.
import "./main";
