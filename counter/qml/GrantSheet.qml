// Grant a class to somebody who waits: which class, who on the hall's list, and the paper that was seen.
import QtQuick
import Tingxu

SheetCard {
    id: root
    readonly property var sheet: desk.shows.sheet
    readonly property var grant: sheet.grant
    readonly property bool listed: grant.listed === true
    title: qsTr("Grant a priority to %1").arg(sheet.number)
    closeName: "grant-cancel"

    Component.onCompleted: {
        field.text = grant.evidence
        Qt.callLater(classes.forceActiveFocus)
    }

    Item {
        anchors.fill: parent

        Heading { id: classTitle; width: classes.width; text: qsTr("Kind of priority") }
        TargetGrid {
            id: classes
            prefix: "grant-class-"
            picked: root.grant.cls
            model: root.desk.grantClasses
            width: Math.round((parent.width - Theme.gap) * 0.4)
            anchors { top: classTitle.bottom; topMargin: Theme.dp(6); bottom: about.top; bottomMargin: Theme.dp(6) }
            onChoose: key => root.desk.grant_with("cls", key)
        }
        Label {
            id: about
            objectName: "grant-about"
            width: classes.width
            anchors { bottom: send.top; bottomMargin: Theme.gap }
            text: classes.count > 0 && root.grant.cls !== "" ? root.desk.shows.sheet.grant.about : ""
            color: Theme.inkSoft
            font.pixelSize: Theme.small
        }
        Item {
            id: right
            anchors { left: classes.right; leftMargin: Theme.gap; right: parent.right; top: parent.top; bottom: send.top; bottomMargin: Theme.gap }

            Item {
                id: list
                visible: root.listed
                width: parent.width
                height: visible ? Math.round(parent.height * 0.5) : 0
                Heading { id: listTitle; width: parent.width; text: qsTr("On the hall's list") }
                Field {
                    id: search
                    objectName: "grant-search"
                    anchors { top: listTitle.bottom; topMargin: Theme.dp(6) }
                    width: parent.width
                    iconName: "search"
                    size: Theme.body
                    maximumLength: 60
                    placeholderText: qsTr("Part of the name, or the number")
                    onTextChanged: root.desk.grant_with("query", text)
                }
                TargetGrid {
                    prefix: "grant-listed-"
                    picked: root.grant.entry
                    model: root.desk.grantEntries
                    width: parent.width
                    anchors { top: search.bottom; topMargin: Theme.dp(8); bottom: parent.bottom; bottomMargin: Theme.dp(6) }
                    onChoose: key => root.desk.grant_with("entry", key)
                }
            }
            Heading { id: paperTitle; anchors.top: list.bottom; width: parent.width; text: qsTr("Paper that was seen") }
            TargetGrid {
                prefix: "grant-paper-"
                columns: 2
                picked: root.grant.evidence
                model: root.desk.grantPapers
                width: parent.width
                anchors { top: paperTitle.bottom; topMargin: Theme.dp(6); bottom: field.top; bottomMargin: Theme.dp(8) }
                onChoose: key => field.text = key
            }
            Field {
                id: field
                objectName: "grant-evidence"
                anchors { left: parent.left; right: parent.right; bottom: why.top; bottomMargin: Theme.dp(6) }
                iconName: "note"
                size: Theme.body
                maximumLength: root.grant.most
                placeholderText: qsTr("Or write which paper it is")
                onTextChanged: root.desk.grant_with("evidence", text)
                onAccepted: root.desk.grant()
                Connections {
                    target: root.desk
                    function onChanged() { if (root.grant !== undefined && field.text !== root.grant.evidence) field.text = root.grant.evidence }
                }
            }
            Label {
                id: why
                objectName: "grant-note"
                anchors.bottom: parent.bottom
                width: parent.width
                text: root.grant.missing !== "" ? root.grant.missing
                    : qsTr("Only which paper it is, never its number: the journal knows nobody.")
                color: root.grant.missing !== "" ? Theme.warn : Theme.inkSoft
                font { pixelSize: Theme.small; weight: root.grant.missing !== "" ? Font.DemiBold : Font.Normal }
            }
        }
        BigButton {
            id: send
            objectName: "grant-send"
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            height: Theme.choice
            kind: "primary"
            iconName: "star"
            text: qsTr("Grant")
            enabled: root.grant.missing === "" && root.desk.shows.link === "joined"
            onClicked: root.desk.grant()
        }
    }
    component Heading: Label {
        font { pixelSize: Theme.small; weight: Font.DemiBold }
        color: Theme.inkSoft
    }
}
