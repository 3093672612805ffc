// The kettle, for a day.
import "./main";
