// The plug, for a day.
import "./main";
