// The sheets over the page. A sheet that is open takes the keyboard; Escape and a tap beside it close it.
import QtQuick
import Tingxu

FocusScope {
    id: root
    required property var desk
    property string open: ""
    readonly property bool wide: open === "transfer" || open === "grant"
    readonly property var sheet: desk.shows.sheet === undefined ? ({ open: "" }) : desk.shows.sheet

    visible: open !== "" || opacity > 0
    enabled: open !== ""
    opacity: open !== "" ? 1 : 0
    Behavior on opacity { NumberAnimation { duration: Theme.quick } }

    Rectangle {
        anchors.fill: parent
        color: Qt.rgba(Theme.primaryDeep.r, Theme.primaryDeep.g, Theme.primaryDeep.b, 0.55)
        MouseArea { anchors.fill: parent; onClicked: root.desk.close_sheet() }
    }
    Loader {
        id: loader
        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.gap * 2, root.wide ? Theme.dp(860) : Theme.dp(560))
        height: root.wide ? Math.min(parent.height - Theme.gap * 2, Theme.dp(640)) : item ? item.implicitHeight : 0
        focus: true
        active: root.open !== ""
        sourceComponent: root.open === "park" ? park : root.open === "transfer" ? transfer : root.open === "grant" ? grant : root.open === "troubles" ? troubles : number
    }
    Component { id: park; ParkSheet { desk: root.desk } }
    Component { id: transfer; TransferSheet { desk: root.desk } }
    Component { id: grant; GrantSheet { desk: root.desk } }
    Component { id: troubles; TroublesSheet { desk: root.desk } }
    Component { id: number; NumberSheet { desk: root.desk } }
}
