// The air conditioner, for a day.
import "./main";
