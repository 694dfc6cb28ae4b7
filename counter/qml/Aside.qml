// Numbers that were passed or are parked, in one line.
import QtQuick
import Tingxu

Item {
    id: root
    required property var desk
    required property string prefix
    required property string label
    required property var model

    visible: numbers.count > 0
    width: parent === null ? 0 : parent.width
    height: visible ? Theme.touch : 0

    Text {
        id: title
        anchors.verticalCenter: parent.verticalCenter
        text: root.label
        color: Theme.inkSoft
        font { pixelSize: Theme.small; weight: Font.Medium }
    }
    ListView {
        id: numbers
        anchors { left: title.right; leftMargin: Theme.dp(10); right: parent.right }
        height: parent.height
        orientation: ListView.Horizontal
        spacing: Theme.dp(6)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        highlightResizeDuration: 0
        model: root.model
        delegate: BigButton {
            required property int index
            required property string key
            required property string note
            objectName: root.prefix + "-" + key
            height: numbers.height
            leftPadding: Theme.dp(10)
            rightPadding: Theme.dp(10)
            size: Theme.body
            iconName: note !== "" ? "note" : ""
            text: key
            onActiveFocusChanged: if (activeFocus) numbers.positionViewAtIndex(index, ListView.Contain)
            onClicked: root.desk.open_number(key)
        }
    }
}
