// The air purifier, for a day.
import "./main";
